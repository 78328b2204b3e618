// Passkeys: the server's question goes to the person's device, its answer into the form. Where the browser
// knows no passkeys the forms for them stay hidden.
"use strict";

const known = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);

async function ask(form) {
  const response = await fetch(form.dataset.question, { method: "POST" });
  if (!response.ok) throw new Error(`${form.dataset.question}: ${response.status}`);
  const { secret, options } = await response.json();
  const credential = form.dataset.passkey === "new"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  form.elements.secret.value = secret;
  form.elements.answer.value = JSON.stringify(credential);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !known;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [button, problem] = [form.querySelector("button"), form.querySelector("[role=alert]")];
    problem.hidden = true;
    button.disabled = true;
    ask(form).then(() => form.submit(), () => { problem.hidden = false; }).finally(() => { button.disabled = false; });
  });
}
for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = known;
