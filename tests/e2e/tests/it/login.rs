//! Connecting an account in the browser: every wrong answer is told, every right one goes on.

use e2e::sandbox::cast;
use e2e::{Browser, Sandbox, Server};

const PASSWORD: &str = "кефир-и-тыква";
/// A phone number without an account.
const NOBODY: &str = "+79995550000";

/// Answers the step on the page.
async fn answer(browser: &Browser, text: &str) -> anyhow::Result<()> {
    browser.fill("#answer", text).await?;
    browser.click(".wizard button").await
}

/// Sees the trouble that the page tells, in Russian.
async fn is_told(browser: &Browser, sign: &str) -> anyhow::Result<()> {
    let problem = browser.see("#problem").await?;
    assert!(problem.contains(sign), "`{sign}` is not told: {problem}");
    Ok(())
}

#[tokio::test]
async fn an_account_is_connected_step_by_step() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::start(&folder.path().join("sandbox")).await?;
    let owner = cast()?.owner;
    sandbox.add(&owner, Some(PASSWORD)).await?;
    let mut server = Server::start(&folder.path().join("data"), &sandbox).await?;
    let browser = Browser::start("ru", 1280, 900).await?;

    browser.open(&format!("{}/login", server.base)).await?;
    browser.click("#terms").await?;
    answer(&browser, "12").await?;
    is_told(&browser, "номер").await?;
    // Telegram sends a code to any number, and says only then that it has no account.
    answer(&browser, NOBODY).await?;
    browser.see("input[autocomplete='one-time-code']").await?;
    answer(&browser, &sandbox.code(NOBODY).await?).await?;
    is_told(&browser, "нет").await?;
    answer(&browser, &owner.phone).await?;

    browser.see("input[autocomplete='one-time-code']").await?;
    let code = sandbox.code(&owner.phone).await?;
    let wrong =
        if code.ends_with('1') { code.replace('1', "2") } else { code.replace(|_| true, "1") };
    answer(&browser, &wrong).await?;
    is_told(&browser, "Код").await?;
    answer(&browser, &code).await?;

    browser.see("input[type='password']").await?;
    answer(&browser, "не тот").await?;
    is_told(&browser, "Пароль").await?;
    answer(&browser, PASSWORD).await?;

    // Connected: the account has its page, and a restart needs no login.
    browser.click(".start button[value='watch']").await?;
    assert!(browser.see("h1").await?.contains(&owner.first_name));
    let account = browser.path().await?;
    server.online(&account).await?;
    let console = browser.console_errors().await?;
    // Refused answers are statuses of the 400s, which the console reports.
    let unexpected = console.iter().filter(|line| !line.contains("status of 422"));
    assert_eq!(unexpected.collect::<Vec<_>>(), Vec::<&String>::new());
    server.kill()?;
    server.restart().await?;
    server.online(&account).await
}
