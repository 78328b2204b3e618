//! A new person in a browser: from an empty database to the first reply, and what they allow.

use e2e::sandbox::cast;
use e2e::server::account_link;
use e2e::wait::until;
use e2e::{Browser, Demo, Sandbox, Server};

/// Shift, and the arrow to the right, as WebDriver names keys.
const SHIFT_RIGHT: &str = "\u{E008}\u{E014}\u{E014}";

/// Whatever a page has loaded from elsewhere.
async fn foreign(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let script = "return performance.getEntriesByType('resource').map((loaded) => loaded.name)\
        .filter((name) => !name.startsWith(location.origin));";
    Ok(serde_json::from_value(browser.script(script).await?)?)
}

/// Answers the step of the login that is on the page.
async fn answer(browser: &Browser, text: &str) -> anyhow::Result<()> {
    browser.fill("#answer", text).await?;
    browser.click(".wizard button").await
}

#[tokio::test]
async fn a_new_person_comes_from_nothing_to_the_first_reply() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    // The demo makes a Telegram in which these people have talked before.
    drop(Demo::start(folder.path()).await?);
    let sandbox = Sandbox::start(&folder.path().join("telegram")).await?;
    let people = cast()?;
    let (owner, contact) = (&people.owner, &people.contacts[0]);
    let server = Server::start(&folder.path().join("new"), &sandbox).await?;
    let browser = Browser::start("ru", 1280, 900).await?;
    let base = &server.base;

    // Home leads to the first step, whose terms are accepted once.
    browser.open(base).await?;
    browser.click(".stage.next a[href='/login']").await?;
    browser.click("#terms").await?;
    answer(&browser, &owner.phone).await?;
    browser.see("input[autocomplete='one-time-code']").await?;
    answer(&browser, &sandbox.code(&owner.phone).await?).await?;
    browser.see(".start button[value='draft']").await?;
    // A page that is loaded again does not ask for another login.
    let connected = browser.path().await?;
    browser.open(&format!("{base}{connected}")).await?;
    browser.click(".start button[value='draft']").await?;

    // The next step follows: taught by an export, and told how much was read of it.
    browser.see(".stage.done .person").await?;
    let account = account_link(&server.get("/accounts").await?.html)?;
    server.online(&account).await?;
    browser.click(".stage a[href='/import']").await?;
    let export = e2e::program::repository().join("demo/result.json");
    browser.fill("input[type='file']", &export.display().to_string()).await?;
    browser.click(".wizard form button").await?;
    assert!(browser.see(".wizard .hint[role='status']").await?.contains("сообщени"));

    let arrived = async || -> anyhow::Result<usize> {
        let chat = sandbox.chat(contact, owner).await?;
        Ok(chat.iter().filter(|(is_theirs, _)| !is_theirs).count())
    };
    let before = arrived().await?;

    // Tried: the twin answers, says why, and nothing is sent.
    browser.click(".wizard a[href='/try']").await?;
    browser.click(&format!("select[name='who'] option[value$=':{}']", contact.id)).await?;
    browser.fill("#text", contact.suggestion("answer")?).await?;
    browser.click(".try-form button").await?;
    assert!(!browser.see(".exchange .by-twin .text").await?.is_empty());
    browser.see(".exchange .recalled .chosen").await?;
    assert_eq!(arrived().await?, before);
    browser.open(&format!("{base}/start")).await?;
    browser.see(".onward").await?;

    // Let go, and it answers who writes.
    server.post(&format!("{account}/mode"), &[("mode", "auto")]).await?;
    sandbox.write(contact, owner, contact.suggestion("answer")?).await?;
    until("the first reply", async || Ok((arrived().await? > before).then_some(()))).await?;

    assert_eq!(foreign(&browser).await?, Vec::<String>::new());
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());

    hours_are_painted_and_kept(&browser, &format!("{base}{account}")).await?;
    a_reply_is_played(&browser, &format!("{base}{account}")).await?;
    assert_eq!(foreign(&browser).await?, Vec::<String>::new());
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

async fn hours_are_painted_and_kept(browser: &Browser, account: &str) -> anyhow::Result<()> {
    let field = "return document.getElementById('day-0').value;";
    browser.open(&format!("{account}/rules")).await?;
    let nine = ".hour[data-day='0'][data-hour='9']";
    // At any hour all of the week is open; painting closes hours then.
    browser.see(&format!("{nine}[aria-selected='true']")).await?;
    browser.click(nine).await?;
    assert_eq!(browser.script(field).await?, "00:00–09:00, 10:00–24:00");
    // A week begins with nothing in it.
    browser.click("[name=when][value='']").await?;
    for day in 0..7 {
        let empty = format!("document.getElementById('day-{day}').value = '';");
        browser.script(&empty).await?;
    }
    browser.click("[name=when][value='week']").await?;
    browser.see(&format!("{nine}[aria-selected='false']")).await?;
    browser.click(nine).await?;
    assert_eq!(browser.script(field).await?, "09:00–10:00");
    browser.fill(nine, SHIFT_RIGHT).await?;
    assert_eq!(browser.script(field).await?, "09:00–12:00");
    // A second touch takes it away again.
    browser.click(".hour[data-day='0'][data-hour='10']").await?;
    // Drawn with the mouse, from Tuesday's morning to Thursday's noon.
    let to = ".hour[data-day='3'][data-hour='12']";
    browser.drag(".hour[data-day='1'][data-hour='10']", to).await?;
    for day in 1..4 {
        let field = format!("return document.getElementById('day-{day}').value;");
        assert_eq!(browser.script(&field).await?, "10:00–13:00");
    }
    browser.click(".rules .save button").await?;
    browser.see(".hours-grid .hour[data-day='0'][data-hour='11'][aria-selected='true']").await?;
    assert_eq!(browser.script(field).await?, "09:00–10:00, 11:00–12:00");
    let week = "return document.querySelector('[name=when][value=week]').checked;";
    assert_eq!(browser.script(week).await?, true);
    browser.click(".languages button[lang='en']").await?;
    assert_eq!(browser.see("html[lang='en'] h1").await?, "Rules");
    Ok(())
}

async fn a_reply_is_played(browser: &Browser, account: &str) -> anyhow::Result<()> {
    browser.open(&format!("{account}/pace")).await?;
    browser.click("[data-speed='20']").await?;
    browser.see("[data-pace][data-played='20'] [data-said]").await.map(drop)
}
