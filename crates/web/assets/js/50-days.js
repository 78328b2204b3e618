// Days between the messages of a talk: they depend on the reader's zone, so they are drawn here.
const talk = document.getElementById("messages");
if (talk) {
  const language = document.documentElement.lang;
  const thisYear = new Date().getFullYear();
  const withYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
  const short = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });

  function draw() {
    let day = "";
    for (const bubble of talk.querySelectorAll(":scope > .bubble")) {
      const at = new Date(bubble.querySelector("time")?.dateTime);
      const own = at.toDateString();
      const before = bubble.previousElementSibling;
      const has = before?.matches(".day");
      if (own === day) { if (has) before.remove(); continue; }
      day = own;
      const text = (at.getFullYear() === thisYear ? short : withYear).format(at);
      if (has) { if (before.textContent !== text) before.textContent = text; continue; }
      const mark = document.createElement("li");
      mark.className = "day";
      mark.textContent = text;
      bubble.before(mark);
    }
  }

  draw();
  new MutationObserver(draw).observe(talk, { childList: true });
}
