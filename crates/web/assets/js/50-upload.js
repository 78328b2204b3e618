// An upload that tells how far it is: the bytes from here, the messages that were read from the server, by the page's
// stream. Without this the browser sends the form by itself.
const unit = { style: "unit", unit: "megabyte", maximumFractionDigits: 1 };
const megabytes = new Intl.NumberFormat(document.documentElement.lang, unit);

function tell(form, loaded, total) {
  const bar = form.querySelector(".uploading progress");
  const bytes = form.querySelector("[data-bytes]");
  bar.max = total || 1;
  bar.value = loaded;
  const [got, all] = [loaded, total].map((count) => megabytes.format(count / 1e6));
  bytes.textContent = `${got} ${bytes.dataset.bytes} ${all}`;
}

// What came back is no page of ours: something between the browser and the server has refused the file.
function fail(form, button) {
  form.querySelector(".uploading").hidden = true;
  form.querySelector("[data-refused]").hidden = false;
  button.disabled = false;
}

function send(form) {
  const data = new FormData(form);
  // Whose it is must be known before the file comes.
  const file = data.get("file");
  data.delete("file");
  data.append("file", file);
  form.querySelector(".uploading").hidden = false;
  form.querySelector("[data-refused]").hidden = true;
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  tell(form, 0, file.size);
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => tell(form, loaded, total));
  request.addEventListener("load", () => {
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = document.getElementById("main");
    const answered = answer.getElementById("main");
    if (!answered) return fail(form, button);
    main.replaceChildren(...answered.childNodes);
    main.focus();
    watch();
  });
  // Sent in the browser's own way, it shows what is wrong.
  request.addEventListener("error", () => form.submit());
  request.open("POST", form.action);
  request.send(data);
}

function watch() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}
watch();
