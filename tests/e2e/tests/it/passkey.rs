//! Signing in with a passkey, in a browser with a device that DevTools plays.

use e2e::{Browser, Sandbox, Server};

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn a_passkey_is_added_and_signs_its_owner_in() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::start(&folder.path().join("sandbox")).await?;
    let server = Server::start(&folder.path().join("data"), &sandbox).await?;
    let named = server.base.replace("127.0.0.1", "localhost");
    let browser = Browser::start("en", 1280, 800).await?;
    let device = browser.with_passkeys().await?;

    browser.open(&format!("{named}/set-up")).await?;
    browser.fill("input[name=name]", "Anna").await?;
    browser.fill("input[name=password]", PASSWORD).await?;
    browser.fill("input[name=again]", PASSWORD).await?;
    browser.click(".wizard button").await?;
    browser.click("button.who").await?;
    browser.click("#menu a[href='/me']").await?;
    browser.click("a[href='/me/passkeys']").await?;
    browser.click("form[data-passkey] button").await?;
    browser.see("form[action^='/me/passkeys/']").await?;
    let lines = browser.texts(".lines small").await?;
    assert!(lines.iter().any(|line| line == "localhost"), "{lines:?}");

    browser.click("button.who").await?;
    browser.click("#menu form button").await?;
    browser.see("input[name=password]").await?;
    browser.open(&format!("{named}/inbox")).await?;
    browser.click("form[data-passkey] button").await?;
    browser.see(".who").await?;
    assert_eq!(browser.path().await?, "/inbox", "where one wanted to go");

    // Who finds the device does not get in with it.
    browser.click("button.who").await?;
    browser.click("#menu form button").await?;
    browser.see("input[name=password]").await?;
    browser.with_somebody_elses_face(&device).await?;
    browser.click("form[data-passkey] button").await?;
    let told = browser.see("form[data-passkey] [role=alert]:not([hidden])").await?;
    assert!(told.contains("use your password"), "{told}");

    // An address has no passkeys, and the page says where there are some.
    browser.open(&format!("{}/sign-in", server.base)).await?;
    browser.see("input[name=password]").await?;
    assert_eq!(browser.count("form[data-passkey]").await?, 0);
    let console = browser.console_errors().await?;
    assert!(console.is_empty(), "{console:?}");
    Ok(())
}
