/** Finds users by text and state. Without it the page shows all of them, and no search. */
export const pageScript = `
const form = document.querySelector('.find');
const all = document.querySelectorAll('.users tbody tr');
let rows;
const textsOf = (row) => [
  row,
  row.dataset.status,
  [0, 1].map((cell) => row.cells[cell].textContent).join(' ').toLowerCase(),
];
const shown = document.querySelector('#shown');
const tell = (count) => {
  shown.textContent = count + ' of ' + all.length + ' shown';
};
const find = () => {
  rows ??= [...all].map(textsOf);
  const words = form.elements.text.value.toLowerCase().split(/\\s+/);
  const status = form.elements.status.value;
  let count = 0;
  for (const [row, state, text] of rows) {
    const fits = (status === '' || state === status) && words.every((word) => text.includes(word));
    row.hidden = !fits;
    if (fits) count += 1;
  }
  tell(count);
};
form.addEventListener('input', find);
form.addEventListener('submit', (event) => event.preventDefault());
form.hidden = false;
tell(all.length);
`;
