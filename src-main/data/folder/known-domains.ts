/** Published sets of domains, identified by their classes. */
const sets: readonly { readonly title: string; readonly classes: number; readonly among: readonly string[] }[] = [
  { title: 'PACS', classes: 7, among: ['dog', 'elephant', 'giraffe', 'guitar', 'horse', 'house', 'person'] },
  {
    title: 'VisDA',
    classes: 12,
    among: [
      ...['aeroplane', 'bicycle', 'bus', 'car', 'horse', 'knife', 'motorcycle', 'person', 'plant', 'skateboard'],
      ...['train', 'truck'],
    ],
  },
  { title: 'Office-Home', classes: 65, among: ['Alarm_Clock', 'Backpack', 'Calendar', 'Desk_Lamp', 'TV', 'Webcam'] },
  { title: 'DomainNet-126', classes: 126, among: ['aircraft_carrier', 'alligator', 'ant', 'anvil', 'zebra'] },
  { title: 'DomainNet', classes: 345, among: ['The_Eiffel_Tower', 'aircraft_carrier', 'zebra', 'zigzag'] },
];

/** The published set of domains that has these classes; undefined where none is known to. */
export function knownDomainSet(classes: readonly string[]): string | undefined {
  const present = new Set(classes);
  return sets.find(({ classes: count, among }) => present.size === count && among.every((name) => present.has(name)))
    ?.title;
}
