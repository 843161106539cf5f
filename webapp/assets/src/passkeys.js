// A form with data-passkey asks the browser for a passkey and is then sent like any other, with the browser's answer in
// its hidden field. What is asked comes from the address in data-passkey-options.
const NOT_GIVEN = 'The browser gave no passkey. Try again, or choose another way.';

async function optionsOf(form) {
  const answer = await fetch(form.dataset.passkeyOptions, {
    method: 'POST',
    headers: { 'X-CSRFToken': form.elements.csrf_token.value, Accept: 'application/json' },
  });
  const options = await answer.json();
  if (!answer.ok) throw new Error(options.message);
  return options;
}

async function passkeyFor(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === 'create') {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

async function send(form) {
  const error = form.querySelector('[data-passkey-error]');
  error.hidden = true;
  try {
    const passkey = await passkeyFor(form);
    form.elements.credential.value = JSON.stringify(passkey.toJSON());
    form.submit();
  } catch {
    error.textContent = NOT_GIVEN;
    error.hidden = false;
  }
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      send(form);
    });
  }
}
