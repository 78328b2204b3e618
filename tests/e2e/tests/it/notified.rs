//! Being told of what needs the owner while they look elsewhere, as they choose it for a browser.

use anyhow::ensure;
use e2e::wait::until;
use e2e::{Browser, World};

/// Stands in for the system: whoever is asked allows it, and what would be shown is kept.
const SYSTEM: &str = "\
    window.told = [];\
    window.Notification = class extends EventTarget {\
        static permission = sessionStorage.getItem('permission') ?? 'default';\
        static async requestPermission() {\
            window.Notification.permission = 'granted';\
            sessionStorage.setItem('permission', 'granted');\
        }\
        constructor(title, { body }) { super(); window.told.push(title + '|' + body); }\
    };";

/// Tells the page whether its reader looks elsewhere, as a browser does.
async fn looks_elsewhere(browser: &Browser, elsewhere: bool) -> anyhow::Result<()> {
    let script = format!(
        "Object.defineProperty(document, 'hidden', {{ get: () => {elsewhere}, configurable: true }});\
         document.dispatchEvent(new Event('visibilitychange'));"
    );
    browser.script(&script).await.map(drop)
}

async fn chosen(browser: &Browser, choice: &str) -> anyhow::Result<()> {
    let is_kept = format!("return localStorage.getItem('notify') === '{choice}';");
    until("the choice to be kept", async || {
        Ok((browser.script(&is_kept).await? == true).then_some(()))
    })
    .await
}

/// What was shown, once it is so much.
async fn told(browser: &Browser, count: usize) -> anyhow::Result<Vec<String>> {
    until(&format!("{count} notifications"), async || {
        let told: Vec<String> =
            serde_json::from_value(browser.script("return window.told;").await?)?;
        Ok((told.len() >= count).then_some(told))
    })
    .await
}

#[tokio::test]
async fn who_looks_elsewhere_is_told_as_they_have_chosen() -> anyhow::Result<()> {
    let world = World::start().await?;
    let browser = Browser::start("en", 1280, 900).await?;
    let base = &world.server.base;
    let [first, second, third] = &world.cast.contacts[..3] else {
        anyhow::bail!("too few contacts");
    };
    world.server.post(&format!("{}/mode", world.account), &[("mode", "draft")]).await?;

    browser.open(&format!("{base}/settings")).await?;
    browser.script(SYSTEM).await?;
    browser.click("#notifications input[value='on']").await?;
    chosen(&browser, "on").await?;

    // A browser tells the page that it is looked away from, and its stream goes on all the same.
    browser.open(&format!("{base}/statistics")).await?;
    browser.script(SYSTEM).await?;
    looks_elsewhere(&browser, true).await?;
    world.ask(first).await?;
    let shown = told(&browser, 1).await?;
    ensure!(shown[0].contains(&first.first_name), "{shown:?}");
    ensure!(shown[0].ends_with('|'), "without the words of the message: {shown:?}");

    browser.script("localStorage.setItem('notify', 'text');").await?;
    world.ask(second).await?;
    let shown = told(&browser, 2).await?;
    ensure!(!shown[1].ends_with('|'), "with its words: {shown:?}");

    // Whoever does not want it finds it on the page.
    looks_elsewhere(&browser, false).await?;
    browser.script("localStorage.setItem('notify', 'off');").await?;
    looks_elsewhere(&browser, true).await?;
    world.ask(third).await?;
    looks_elsewhere(&browser, false).await?;
    until("the bell to tell of three", async || {
        let told = browser.texts("#needs-list").await?;
        Ok(told.iter().any(|text| text.starts_with("3 drafts")).then_some(()))
    })
    .await?;
    assert_eq!(told(&browser, 2).await?, shown);
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}
