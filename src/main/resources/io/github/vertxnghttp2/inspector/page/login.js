// The form for the token.
import { byId, show } from './dom.js';
import { get, post } from './api.js';
import { takeToken } from './location.js';

/** Returns what the inspector says of itself, when somebody who may look is there. */
export async function enter() {
  const token = takeToken();
  if (token) {
    await post('/login', token).catch(() => undefined);
  }
  try {
    return await get('/api/info');
  } catch (refusal) {
    if (refusal.status !== 401 && refusal.status !== 429) throw refusal;
  }
  return ask();
}

function ask() {
  const form = byId('login');
  show(form, true);
  byId('token').focus();
  return new Promise(entered => {
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const error = byId('login-error');
      error.textContent = '';
      try {
        await post('/login', byId('token').value);
        const info = await get('/api/info');
        byId('token').value = '';
        show(form, false);
        entered(info);
      } catch (refusal) {
        error.textContent = refusal.message;
        byId('token').select();
      }
    });
  });
}
