import { render } from 'preact';

const root = document.getElementById('page');
if (root !== null) render(<h1>WhatsGate simulator</h1>, root);
