"""Reads the runs of MGTTA Lab into pandas data frames.

    from lab import Lab

    lab = Lab()                    # or Lab("/folder/of/the/data")
    runs = lab.runs()              # one row per run, like summary.csv
    streams = lab.streams(runs[runs.method == "MGTTA"])
    images = lab.images("3f9a")    # the beginning of a run's id is enough

Columns are called, and numbers given, as in the CSV files that the lab exports. Nothing is ever written; the lab may be
running meanwhile. Needs pandas (1.5 or newer) and the SQLite of Python's standard library, 3.37 or newer.
"""

import json
import os
import sqlite3
import sys
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["Lab", "data_folder"]

#: Version of the lab's views that this file reads.
VIEWS = 1

#: One image as the lab packs it: 32 bytes, little-endian.
RECORD = np.dtype(
    [("image", "<u4")]
    + [(name, "<u2") for name in ("shift", "label", "prediction", "rank")]
    + [(name, "<f4") for name in ("confidence", "entropy", "nll", "brier", "energy")]
)

USUAL_DIAGNOSTICS = ["loss", "entropy", "discrepancy"]


def _unpack_weights(images, packed):
    """A bit for each image whether it counted, then the weights of those that did as float16, unless all are 1."""
    flags = (images + 7) // 8
    counted = np.unpackbits(np.frombuffer(packed, "u1", flags), count=images, bitorder="little").astype("f4")
    if len(packed) > flags:
        counted[counted == 1] = np.frombuffer(packed, "<f2", offset=flags)
    return counted


def data_folder():
    """The folder that the lab itself would use: MGTTA_LAB_DATA, the one chosen in its settings, or the system's place."""
    named = os.environ.get("MGTTA_LAB_DATA", "").strip()
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    pointer = base / "mgtta-lab" / "data-folder.txt"
    return Path(pointer.read_text(encoding="utf-8").strip()) if pointer.is_file() else base / "mgtta-lab"


def _open(file):
    """A connection that can only read, also to a store in a folder that can't be written to."""
    if not file.is_file():
        raise FileNotFoundError(f"There is no store of the lab at {file}. Give Lab() the lab's data folder.")
    address = file.resolve().as_uri() + "?mode=ro"
    # Without its log beside it a database that can't be locked is complete, and nobody changes it.
    if not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists():
        address += "&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    try:
        (version,) = connection.execute("SELECT version FROM lab_schema").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise ValueError(f"{file} has no views to read ({error}). Open it once with a newer version of the lab.") from error
    if version != VIEWS:
        connection.close()
        raise ValueError(f"{file} has views of version {version}; this lab.py reads version {VIEWS}. Take the lab's own.")
    return connection


def _as_bool(frame, *columns):
    for column in columns:
        frame[column] = frame[column].astype(bool)
    return frame


def _spread(frame, column, names, heading):
    """Replaces a column of JSON objects by one column for each of their keys, where that column was."""
    values = [json.loads(text) for text in frame[column]]
    at = frame.columns.get_loc(column)
    new = pd.DataFrame({heading(name): [value.get(name) for value in values] for name in names(values)}, index=frame.index)
    return pd.concat([frame.iloc[:, :at], new, frame.iloc[:, at + 1 :]], axis=1)


def _keys(values):
    return list(dict.fromkeys(key for value in values for key in value))


class Lab:
    """The runs in a data folder of the lab. `runs` of its methods: an id or its beginning, several of them, a data frame
    with a column `run`, or None for all runs."""

    def __init__(self, folder=None):
        self.file = Path(folder if folder is not None else data_folder()) / "lab.sqlite"
        self._connection = _open(self.file)

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def runs(self):
        """One row per adaptation run, oldest first, like summary.csv; options are columns `option.<name>`."""
        frame = self.query("SELECT * FROM lab_runs ORDER BY created_at, run")
        frame = _spread(frame, "options", lambda values: sorted(_keys(values)), lambda name: f"option.{name}")
        return _as_bool(frame, "stored_corruptions", "replacement")

    def streams(self, runs=None):
        """One row per stream of each run: the measured columns of streams.csv. Join `runs()` by `run` for settings."""
        return self._of("lab_streams", runs, "position")

    def batches(self, runs=None, window=20):
        """One row per batch with the accuracy curves, like batches.csv. `window`: batches of the windowed accuracy."""
        frame = _as_bool(self._of("lab_batches", runs, "position, batch"), "adapted")
        stream = [frame["run"], frame["position"]]

        def windowed(column):
            return column.groupby(stream).rolling(window, min_periods=1).sum().droplevel([0, 1]).sort_index()

        seen = frame["size"].groupby(stream).cumsum()
        curves = {
            "images_seen": seen,
            "batch_top1_percent": 100 * (frame["correct"] / frame["size"]),
            "cumulative_top1_percent": 100 * (frame["correct"].groupby(stream).cumsum() / seen),
            "windowed_top1_percent": 100 * (windowed(frame["correct"]) / windowed(frame["size"])),
        }
        for place, (name, values) in enumerate(curves.items(), frame.columns.get_loc("size") + 1):
            frame.insert(place, name, values)

        def diagnostics(values):
            return USUAL_DIAGNOSTICS + sorted(set(_keys(values)) - set(USUAL_DIAGNOSTICS))

        return _spread(frame, "diagnostics", diagnostics, str)

    def images(self, runs=None):
        """One row per image in the order of the streams: what was predicted, and how good that was. `image` is its place in
        the dataset, `rank` the number of classes that were predicted before the right one. `weight` is the factor of its loss
        in the update, 0 where the method left it out (`selected`); both are empty for methods that neither select nor weigh.
        Open-world images have the label -1. Only runs that kept records."""
        parts = [self._images_of(*stream) for stream in self._recorded(runs)]
        names = ["run", "position", "corruption", "severity", "image", "label", "prediction", "correct", "rank"]
        names += ["confidence", "entropy", "nll", "brier", "energy", "selected", "weight"]
        return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)

    def epochs(self, runs=None):
        """One row per epoch of each pre-training, like epochs.csv."""
        frame = _as_bool(self._of("lab_epochs", runs, "epoch"), "best")
        frame = _spread(frame, "accuracy", _keys, lambda name: f"{name}_top1_percent")
        accuracies = [name for name in frame if name.endswith("_top1_percent")]
        return frame.assign(**{name: 100 * frame[name] for name in accuracies})

    def steps(self, runs=None):
        """The loss of each step of each pre-training; steps count over all epochs."""
        return self._of("lab_steps", runs, "step")

    def query(self, sql, parameters=()):
        """Any SELECT over the views, as a data frame."""
        return pd.read_sql_query(sql, self._connection, params=parameters)

    def _of(self, view, runs, order):
        ids = self._ids(runs)
        chosen = "" if ids is None else f"WHERE {view}.run IN (SELECT value FROM json_each(?))"
        begun = "(SELECT created_at FROM runs WHERE id = run)"
        return self.query(
            f"SELECT * FROM {view} {chosen} ORDER BY {begun}, run, {order}", () if ids is None else (json.dumps(ids),)
        )

    def _ids(self, runs):
        """Full ids of the runs that are meant; None for all."""
        if runs is None:
            return None
        if isinstance(runs, pd.DataFrame):
            return list(dict.fromkeys(runs["run"]))
        return [self._id(run) for run in ([runs] if isinstance(runs, str) else runs)]

    def _id(self, beginning):
        sql = "SELECT id FROM runs WHERE deleted_at IS NULL AND substr(id, 1, length(?)) = ?"
        found = [id for (id,) in self._connection.execute(sql, (beginning, beginning))]
        if beginning in found:
            return beginning
        if len(found) != 1:
            raise KeyError(f"{'No run' if not found else 'More than one run'} has an id that begins with {beginning!r}.")
        return found[0]

    def _recorded(self, runs):
        """Streams with records: run, position, corruption, severity, and all that the images of a mixed one come under."""
        shifts = dict(self._connection.execute("SELECT run, shifts FROM lab_runs"))
        recorded = set(self._connection.execute("SELECT DISTINCT run, position FROM lab_images"))
        for stream in self.streams(runs).itertuples():
            if (stream.run, stream.position) in recorded:
                yield stream.run, stream.position, stream.corruption, stream.severity, shifts[stream.run].split(" ")

    def _images_of(self, run, position, corruption, severity, shifts):
        sql = "SELECT records FROM lab_images WHERE run = ? AND position = ? ORDER BY entry"
        packed = b"".join(records for (records,) in self._connection.execute(sql, (run, position)))
        frame = pd.DataFrame(np.frombuffer(packed, RECORD))
        weight = self._weights_of(run, position, len(frame))
        place = frame.pop("shift")
        frame["label"] = frame["label"].astype("int32").replace(0xFFFF, -1)
        if corruption == "mixed":
            met = [name.rsplit("/", 1) for name in dict.fromkeys(shifts)]
            corruption = place.map(dict(enumerate(name for name, _ in met)))
            severity = place.map(dict(enumerate(int(level) for _, level in met)))
        return frame.assign(
            run=run,
            position=position,
            corruption=corruption,
            severity=severity,
            correct=frame["label"] == frame["prediction"],
            selected=None if weight is None else weight != 0,
            weight=np.nan if weight is None else weight,
        )

    def _weights_of(self, run, position, count):
        """How much each image counted for the method; None where it weighs none."""
        sql = "SELECT images, weights FROM lab_image_weights WHERE run = ? AND position = ? ORDER BY entry"
        parts = [_unpack_weights(*row) for row in self._connection.execute(sql, (run, position))]
        if not parts:
            return None
        known = np.concatenate(parts)
        return np.pad(known, (0, count - len(known)))
