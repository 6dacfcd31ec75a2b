import { render } from 'preact';
import { App } from './app';
import { followSimulator } from './control';

const root = document.getElementById('page');
if (root !== null) {
  followSimulator();
  render(<App />, root);
}
