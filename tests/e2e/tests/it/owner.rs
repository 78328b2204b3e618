//! An owner and their twin on the pages, in a real browser: what waits for a word, what is said by hand, what is found.

use anyhow::{Context as _, ensure};
use e2e::wait::until;
use e2e::{Browser, Person, World};
use wiremock::MockServer;

const PASSWORD: &str = "correct horse battery";

/// Whatever a page has loaded from elsewhere.
async fn foreign(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let script = "return performance.getEntriesByType('resource').map((loaded) => loaded.name)\
        .filter((name) => !name.startsWith(location.origin));";
    Ok(serde_json::from_value(browser.script(script).await?)?)
}

/// A contact writes, and the draft of an answer appears on the open inbox. Returns its messages.
async fn draft(world: &World, browser: &Browser, for_whom: &Person) -> anyhow::Result<Vec<String>> {
    world.ask(for_whom).await?;
    browser.see(".standing.draft textarea").await?;
    let text =
        browser.script("return document.querySelector('.standing.draft textarea').value;").await?;
    let text = text.as_str().context("an empty draft")?;
    Ok(text.lines().map(str::to_owned).collect())
}

async fn no_draft_waits(browser: &Browser) -> anyhow::Result<()> {
    until("the draft to be gone", async || {
        Ok((browser.count(".standing.draft").await? == 0).then_some(()))
    })
    .await
}

/// Which keys press the button that sends a draft: as they are on an English, a French and a Russian keyboard, and once
/// their owner has turned them off.
const KEYS: &str = "\
    const send = document.querySelector(\".standing.draft button[value='send']\");\
    const pressed = [];\
    const press = (key, code) => {\
        const note = (event) => { event.preventDefault(); pressed.push(key); };\
        send.addEventListener('click', note, { once: true });\
        send.focus();\
        send.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true }));\
        send.removeEventListener('click', note);\
    };\
    press('a', 'KeyA'); press('q', 'KeyA'); press('a', 'KeyQ'); press('ф', 'KeyA');\
    const off = document.querySelector('#keys input[name=keys-off]');\
    off.click(); press('a', 'KeyA'); off.click();\
    return pressed.join(' ');";

#[tokio::test]
async fn drafts_are_approved_changed_and_discarded() -> anyhow::Result<()> {
    let world = World::start().await?;
    let browser = Browser::start("en", 1280, 900).await?;
    world.server.post(&format!("{}/mode", world.account), &[("mode", "draft")]).await?;
    browser.open(&format!("{}/inbox", world.server.base)).await?;
    let [approved, changed, discarded] = &world.cast.contacts[..3] else {
        anyhow::bail!("too few contacts");
    };

    let said = draft(&world, &browser, approved).await?;
    browser.script("window.stays = true;").await?;
    browser.click(".standing.draft button[value='send']").await?;
    world.arrives(approved, &said).await?;
    no_draft_waits(&browser).await?;
    let stays = browser.script("return window.stays === true;").await?;
    assert_eq!(stays, true, "the page is not loaded again: place and focus stay");
    let focus = "return document.activeElement.classList.contains('queue');";
    assert_eq!(browser.script(focus).await?, true, "and on no other card");

    let mut said = draft(&world, &browser, changed).await?;
    assert_eq!(browser.script(KEYS).await?, "a a ф");
    browser.fill(".standing.draft textarea", " 👍").await?;
    said.last_mut().context("an empty draft")?.push_str(" 👍");
    browser.click(".standing.draft button[value='send']").await?;
    world.arrives(changed, &said).await?;
    no_draft_waits(&browser).await?;

    // Who looks at another page is told, and led there.
    browser.open(&format!("{}/statistics", world.server.base)).await?;
    assert_eq!(browser.texts("#needs-count").await?, [""]);
    world.ask(discarded).await?;
    browser.see("#toasts .toast").await?;
    until("the bell to tell of a draft", async || {
        Ok((browser.texts("#needs-count").await? == ["1"]).then_some(()))
    })
    .await?;
    browser.click("#toasts .toast a").await?;
    browser.see(".standing.draft textarea").await?;
    browser.click(".standing.draft button[value='stop']").await?;
    no_draft_waits(&browser).await?;
    browser.open(&format!("{}/inbox", world.server.base)).await?;
    // What the owner lets go next is the first that arrives there.
    let said = draft(&world, &browser, discarded).await?;
    browser.click(".standing.draft button[value='send']").await?;
    world.arrives(discarded, &said).await?;

    // What was approved is found by what the twin was allowed then.
    browser.open(&format!("{}/history?mode=draft", world.server.base)).await?;
    browser.see("#found .messages").await?;
    assert_eq!(browser.count("#found li:not(.by-twin)").await?, 0);
    browser.open(&format!("{}/history?mode=auto", world.server.base)).await?;
    browser.see("#found .empty").await?;
    assert_eq!(foreign(&browser).await?, Vec::<String>::new());
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

/// Opens the page's stream anew, and has its first request fail, as where a server comes back while a page loads.
const FIRST_STREAM_FAILS: &str = "\
    const real = window.fetch;\
    let first = true;\
    window.fetch = (address, ...given) => {\
        const fails = first && String(address).includes('/inbox/events');\
        if (!fails) return real(address, ...given);\
        first = false;\
        return Promise.reject(new TypeError('refused'));\
    };\
    const old = document.querySelector('[hx-sse\\\\:connect]');\
    const anew = old.cloneNode();\
    anew.removeAttribute('data-htmx-powered');\
    old.replaceWith(anew);\
    htmx.process(anew);";

#[tokio::test]
async fn a_page_whose_stream_fails_at_first_becomes_live_by_itself() -> anyhow::Result<()> {
    let world = World::start().await?;
    let browser = Browser::start("en", 1280, 900).await?;
    world.server.post(&format!("{}/mode", world.account), &[("mode", "draft")]).await?;
    browser.open(&format!("{}/inbox", world.server.base)).await?;
    browser.script(FIRST_STREAM_FAILS).await?;
    browser.see("#offline").await?;
    draft(&world, &browser, &world.cast.contacts[0]).await?;
    assert_eq!(browser.count("#offline:not([hidden])").await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_owner_writes_and_the_twin_is_seen_to_keep_out() -> anyhow::Result<()> {
    let world = World::start().await?;
    let browser = Browser::start("en", 1280, 900).await?;
    let (owner, contact) = (&world.cast.owner, &world.cast.contacts[0]);
    let chat = format!("{}/chats/{}", world.account, contact.id);
    // Telegram lets nobody be written to of whom it has not told.
    world.server.post(&format!("{}/mode", world.account), &[("mode", "off")]).await?;
    world.sandbox.write(contact, owner, "привет!").await?;
    browser.open(&format!("{}{chat}", world.server.base)).await?;
    until("what they wrote is there", async || {
        let texts = browser.texts("#messages .bubble .text").await?;
        Ok(texts.iter().any(|text| text == "привет!").then_some(()))
    })
    .await?;
    world.server.post(&format!("{}/mode", world.account), &[("mode", "auto")]).await?;

    // Sent once, however often it is clicked.
    browser.fill("#say", "Это я сам").await?;
    browser
        .script("for (const _ of [1, 2]) document.getElementById('composer').requestSubmit();")
        .await?;
    world.arrives(contact, &["Это я сам".to_owned()]).await?;
    browser.see("#messages .bubble.mine:last-of-type").await?;
    browser.fill("#say", "и ещё").await?;
    browser.click("#composer button").await?;
    world.arrives(contact, &["Это я сам".to_owned(), "и ещё".to_owned()]).await?;
    // A keyboard does it too: Shift begins a line, Control sends.
    browser.fill("#say", "и\u{e008}\u{e007}\u{e000}вот\u{e009}\u{e007}\u{e000}").await?;
    let all = ["Это я сам", "и ещё", "и\nвот"].map(str::to_owned);
    world.arrives(contact, &all).await?;
    world.ask(contact).await?;
    until("the twin to keep out", async || {
        Ok(browser.see("#now").await?.contains("Keeps out").then_some(()))
    })
    .await?;
    let said = browser.texts("#messages .bubble.mine .text").await?;
    assert!(said.ends_with(&all), "{said:?}");

    // A note is kept, and is nobody else's.
    browser.click(".notes-button").await?;
    browser.fill("#note-text", "любит тюльпаны").await?;
    browser.click("#note button[hx-post]").await?;
    assert_eq!(browser.see("#note [role=status]").await?, "Saved");
    browser.open(&format!("{}{chat}", world.server.base)).await?;
    browser.see(".notes-button.noted").await?;

    // What nobody but the owner can know is asked of them, here and in the inbox, and their answer goes out.
    let other = &world.cast.contacts[1];
    world.sandbox.write(other, owner, other.suggestion("silence")?).await?;
    browser.open(&format!("{}/inbox", world.server.base)).await?;
    browser.see("#inbox .question").await?;
    browser.open(&format!("{}{}/chats/{}", world.server.base, world.account, other.id)).await?;
    browser.fill("#standing .question textarea", "узнаю и напишу").await?;
    browser.click("#standing .question button[value='answer']").await?;
    world.arrives(other, &["узнаю и напишу".to_owned()]).await?;

    // What was said is found while one types, and is not told to be new before something is.
    browser.open(&format!("{}/history", world.server.base)).await?;
    browser.fill("#q", "узнаю").await?;
    until("what was said is found", async || {
        let found = browser.texts("#found mark").await?;
        Ok(found.iter().any(|word| word.to_lowercase() == "узнаю").then_some(()))
    })
    .await?;
    // The address says it: a reload, or a switch of the language, finds it again.
    let sought = "return new URLSearchParams(location.search).get('q');";
    assert_eq!(browser.script(sought).await?, "узнаю");
    world.sandbox.write(contact, owner, "ау").await?;
    browser.see("#fresh button").await?;
    // What was found is opened where it was said, and is seen there.
    browser.click("#found .messages a").await?;
    browser.see("#messages .bubble:target").await?;
    assert_eq!(foreign(&browser).await?, Vec::<String>::new());
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn pages_can_be_read_by_everybody() -> anyhow::Result<()> {
    let world = World::start().await?;
    let (owner, contact) = (&world.cast.owner, &world.cast.contacts[0]);
    let browser = Browser::start("ru", 1280, 900).await?;
    world.server.post(&format!("{}/mode", world.account), &[("mode", "draft")]).await?;
    world.sandbox.write(contact, owner, contact.suggestion("silence")?).await?;
    world.ask(&world.cast.contacts[1]).await?;
    browser.open(&format!("{}/inbox", world.server.base)).await?;
    for waits in ["#inbox .question", "#inbox .draft"] {
        browser.see(waits).await?;
    }
    let account = &world.account;
    let of_account =
        ["", "/connected", "/rules", "/pace", "/about", "/history", "/panic", "/remove"];
    let of_twin = ["", "/answers", "/likeness", "/limits", "/blind"];
    let of_chat = ["", "/memory", "/explained"];
    let pages =
        ["/inbox", "/questions", "/history", "/statistics", "/model", "/settings", "/start"];
    let more = ["/try", "/accounts", "/login", "/import", "/api", "/voice", "/voices", "/bots"];
    let more = more.into_iter().chain(["/bots/new", "/history/erase", "/set-up"]);
    let pages = pages.into_iter().chain(more).map(str::to_owned);
    let pages = pages
        .chain(of_account.map(|page| format!("{account}{page}")))
        .chain(of_twin.map(|page| format!("{account}/twin{page}")))
        .chain(of_chat.map(|page| format!("{account}/chats/{}{page}", contact.id)));
    let pages: Vec<String> = pages.collect();
    can_be_read(&browser, &world.server.base, &pages).await
}

/// Goes through pages by day and by night, and finds no fault of reading, nothing from elsewhere, and no error.
async fn can_be_read(browser: &Browser, base: &str, pages: &[String]) -> anyhow::Result<()> {
    let mut faults = Vec::new();
    for page in pages {
        browser.open(&format!("{base}{page}")).await?;
        browser.see("main").await?;
        for is_dark in [true, false] {
            browser.in_the_dark(is_dark).await?;
            let light = if is_dark { "dark" } else { "light" };
            let found = browser.faults_of_reading().await?;
            faults.extend(found.into_iter().map(|fault| format!("{page}, {light}: {fault}")));
        }
        ensure!(foreign(browser).await?.is_empty(), "{page} asks another machine");
    }
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn pages_of_a_person_can_be_read_by_everybody() -> anyhow::Result<()> {
    let world = World::start().await?;
    let base = &world.server.base;
    let browser = Browser::start("en", 1280, 900).await?;
    browser.open(&format!("{base}/set-up")).await?;
    come_in(&browser, "Anna").await?;
    browser.see(".who").await?;
    let of_person = ["", "/password", "/codes", "/passkeys", "/tokens", "/webhooks", "/log"];
    let pages = ["/people", "/settings", "/bots", "/bots/new", "/voices", "/history/erase"];
    let pages = pages.into_iter().map(str::to_owned);
    let pages = pages
        .chain(of_person.map(|page| format!("/me{page}")))
        .chain([format!("{}/panic", world.account)]);
    can_be_read(&browser, base, &pages.collect::<Vec<String>>()).await?;
    browser.click("button.who").await?;
    browser.click("#menu form button").await?;
    browser.see("input[name=password]").await?;
    can_be_read(&browser, base, &["/sign-in".to_owned()]).await
}

/// Fills in who one is, and a new password.
async fn come_in(browser: &Browser, name: &str) -> anyhow::Result<()> {
    browser.fill("input[name=name]", name).await?;
    browser.fill("input[name=password]", PASSWORD).await?;
    browser.fill("input[name=again]", PASSWORD).await?;
    browser.click(".wizard form button").await
}

#[tokio::test]
async fn a_second_owner_sees_nothing_of_the_first() -> anyhow::Result<()> {
    let world = World::start().await?;
    let World { server, account, cast, .. } = &world;
    let contact = &cast.contacts[0];
    let browser = Browser::start("en", 1280, 900).await?;
    browser.open(&format!("{}/set-up", server.base)).await?;
    come_in(&browser, "Anna").await?;
    browser.see(".who").await?;
    let secrets = [&contact.first_name, &cast.owner.first_name];
    let own = format!("{account}/chats/{}", contact.id);
    let of_anybody =
        ["/accounts", "/inbox?show=all", "/history", "/statistics", "/questions", "/try", "/twin"];
    // The first owner is told of them.
    for page in ["/accounts", "/inbox?show=all", "/history", "/try", &own] {
        browser.open(&format!("{}{page}", server.base)).await?;
        let text = browser.see("main").await?;
        ensure!(secrets.iter().any(|secret| text.contains(secret.as_str())), "{page}: {text}");
    }
    browser.open(&format!("{}/people", server.base)).await?;
    browser.click("form.invite button").await?;
    let link = browser.see("#link").await?;
    browser.click("button.who").await?;
    browser.click("#menu form button").await?;
    browser.see("input[name=password]").await?;

    browser.open(&link).await?;
    come_in(&browser, "Boris").await?;
    browser.see(".who").await?;
    for page in of_anybody {
        browser.open(&format!("{}{page}", server.base)).await?;
        let text = browser.see("main").await?;
        for secret in secrets {
            ensure!(!text.contains(secret), "{page} tells of {secret}: {text}");
        }
    }
    let of_account = ["", "/rules", "/twin", "/twin/answers", "/history"];
    let of_account = of_account.map(|page| format!("{account}{page}"));
    let of_chat = ["", "/memory", "/explained"].map(|page| format!("{own}{page}"));
    for page in of_account.iter().chain(&of_chat) {
        browser.open(&format!("{}{page}", server.base)).await?;
        assert_eq!(browser.see(".lonely .code").await?, "404", "{page}");
    }
    Ok(())
}

#[tokio::test]
async fn a_link_that_a_stranger_sends_is_fetched_by_nobody() -> anyhow::Result<()> {
    let world = World::start().await?;
    let listener = MockServer::start().await;
    let (owner, asks, sends) =
        (&world.cast.owner, &world.cast.contacts[0], &world.cast.contacts[1]);
    let link = format!("глянь: {}/cat.jpg", listener.uri());
    world.sandbox.write(sends, owner, &link).await?;
    world.ask(asks).await?;
    until(
        "the twin to answer",
        async || Ok((!world.arrived(asks).await?.is_empty()).then_some(())),
    )
    .await?;
    let browser = Browser::start("en", 1280, 900).await?;
    let base = &world.server.base;
    let chat = format!("{base}{}/chats/{}", world.account, sends.id);
    browser.open(&chat).await?;
    until("the link to be shown", async || {
        let texts = browser.texts("#messages .bubble .text").await?;
        Ok(texts.iter().any(|text| text.contains("/cat.jpg")).then_some(()))
    })
    .await?;
    assert_eq!(foreign(&browser).await?, Vec::<String>::new());
    for page in [format!("{chat}/memory"), format!("{base}/history?q=cat"), format!("{base}/inbox")]
    {
        browser.open(&page).await?;
        assert_eq!(browser.count("main").await?, 1, "{page}");
        assert_eq!(foreign(&browser).await?, Vec::<String>::new(), "{page}");
    }
    let fetched = listener.received_requests().await.unwrap_or_default();
    assert!(fetched.is_empty(), "{fetched:?}");
    Ok(())
}
