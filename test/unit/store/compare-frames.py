"""Holds the data frames of resources/python/lab.py against CSV files: `compare-frames.py <module folder> <data> <csv folder>`.

Prints as JSON what the frames of images hold, and what is said of runs that are not there.
"""

import json
import math
import sys

import pandas as pd

modules, data, exported = sys.argv[1:]
sys.path.insert(0, modules)
from lab import Lab  # noqa: E402


def is_same(value, text):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return text == ""
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, (int, float)):
        return text != "" and math.isclose(value, float(text), rel_tol=1e-12)
    return value == text


def compare(frame, name, settings_follow=False):
    table = pd.read_csv(f"{exported}/{name}", dtype=str, keep_default_na=False)
    columns = list(table.columns)
    if settings_follow:
        columns = [column for column in columns if not column.startswith("setting.")]
    assert list(frame.columns) == columns, f"{name}: {[*frame.columns]} instead of {columns}"
    assert len(frame) == len(table) > 0, f"{name}: {len(frame)} rows instead of {len(table)}"
    for column in columns:
        for row, (value, text) in enumerate(zip(frame[column].tolist(), table[column])):
            assert is_same(value, text), f"{name}, {column}, row {row}: {value!r} instead of {text!r}"


with Lab(data) as lab:
    compare(lab.runs(), "summary.csv")
    compare(lab.streams(), "streams.csv", settings_follow=True)
    compare(lab.batches(), "batches.csv")
    compare(lab.epochs(), "epochs.csv")
    runs = lab.runs()
    first = runs["run"][0]
    assert lab.streams(first[:12]).equals(lab.streams(runs[:1])) and set(lab.streams(first)["run"]) == {first}
    problems = []
    for run in ("zzz", ""):
        try:
            lab.streams(run)
        except KeyError as error:
            problems.append(error.args[0])
    try:
        lab.query("DELETE FROM runs")
    except Exception as error:
        problems.append(str(error))
    images = lab.images()
    columns = ["run", "position", "corruption", "severity", "image", "label", "prediction", "correct", "rank", "confidence"]
    columns += ["selected", "weight"]
    print(json.dumps({"images": images[columns].values.tolist(), "steps": lab.steps()["loss"].tolist(), "problems": problems}))
