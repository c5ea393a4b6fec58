// Passkeys: a form with data-passkey="create" or "get" sends what the device answers. Without this the other ways stay.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const create = async ({ publicKey: asked }) => {
  const made = await navigator.credentials.create({ publicKey: {
    ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: described(asked.excludeCredentials),
  } });
  return { ...plain(made), response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) } };
};
const get = async ({ publicKey: asked }) => {
  const shown = await navigator.credentials.get({ publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: described(asked.allowCredentials) } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
  return { ...plain(shown), response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature), userHandle: text(userHandle) } };
};
const plain = (one) => ({ id: one.id, rawId: text(one.rawId), type: one.type, clientExtensionResults: one.getClientExtensionResults() });

const optionsOf = async (form) => {
  const there = document.getElementById("js_data");
  if (!form.dataset.options) return Object.values(JSON.parse(there.textContent))[0];
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const [button, failed] = [form.querySelector("button"), form.querySelector(".eh-passkey-failed")];
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const options = await optionsOf(form);
      form.elements.credential.value = JSON.stringify(await (form.dataset.passkey === "create" ? create : get)(options));
      form.submit();
    } catch {
      failed.hidden = false;
      button.focus();
    }
  });
}
