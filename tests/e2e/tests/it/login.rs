//! Connecting an account in the browser: every wrong answer is told, every right one goes on.

use anyhow::Context as _;
use e2e::program::repository;
use e2e::python::python;
use e2e::sandbox::{Person, cast};
use e2e::server::account_link;
use e2e::{Browser, Sandbox, Server};

const PASSWORD: &str = "кефир-и-тыква";
/// A phone number without an account.
const NOBODY: &str = "+79995550000";

/// Control and A: what is there is replaced.
const ALL: &str = "\u{e009}a\u{e000}";

/// Answers the step on the page, in the place of what was answered before.
async fn answer(browser: &Browser, text: &str) -> anyhow::Result<()> {
    browser.fill("#answer", &format!("{ALL}{text}")).await?;
    browser.click(".wizard form button").await
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

    // Connected: the next step is shown, the account has its page, and a restart needs no login.
    browser.click(".start button[value='watch']").await?;
    assert!(browser.see(".stage.done .person").await?.contains(&owner.first_name));
    let account = account_link(&server.get("/accounts").await?.html)?;
    server.online(&account).await?;
    let console = browser.console_errors().await?;
    // Refused answers are statuses of the 400s, which the console reports.
    let unexpected = console.iter().filter(|line| !line.contains("status of 422"));
    assert_eq!(unexpected.collect::<Vec<_>>(), Vec::<&String>::new());
    server.kill()?;
    server.restart().await?;
    server.online(&account).await
}

/// A phone with a client that others wrote scans the code on the page. Returns what it says of who wants in.
async fn scan(browser: &Browser, sandbox: &Sandbox, by: &Person) -> anyhow::Result<String> {
    browser.see("#qr svg").await?;
    let url =
        browser.script("return document.querySelector('#qr a').getAttribute('href');").await?;
    let script = repository().join("tests/e2e/tests/strangers/telethon_scans.py");
    let arguments = [
        &*script.display().to_string(),
        "--control",
        &sandbox.control,
        "--listen",
        &sandbox.listen,
        "--phone",
        &by.phone,
        "--password",
        PASSWORD,
        "--url",
        url.as_str().context("no code")?,
    ];
    python(arguments.map(str::to_owned).to_vec()).await
}

#[tokio::test]
async fn an_account_is_connected_by_a_code_that_a_phone_scans() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::start(&folder.path().join("sandbox")).await?;
    let people = cast()?;
    let (guarded, open) = (&people.owner, &people.contacts[0]);
    sandbox.add(guarded, Some(PASSWORD)).await?;
    sandbox.add(open, None).await?;
    let server = Server::start(&folder.path().join("data"), &sandbox).await?;
    let browser = Browser::start("ru", 1280, 900).await?;

    // The terms come first here too.
    browser.open(&format!("{}/login", server.base)).await?;
    browser.click(".wizard button[value='qr']").await?;
    browser.see(".terms .wrong").await?;
    browser.click("#terms").await?;
    browser.click(".wizard button[value='qr']").await?;
    assert_eq!(browser.faults_of_reading().await?, Vec::<String>::new());

    // The page goes on by itself: to the password, where the account has one, …
    assert!(scan(&browser, &sandbox, guarded).await?.contains("AI Twin"));
    browser.see("input[type='password']").await?;
    answer(&browser, PASSWORD).await?;
    browser.click(".start button[value='watch']").await?;
    assert!(browser.see(".stage.done .person").await?.contains(&guarded.first_name));
    server.online(&account_link(&server.get("/accounts").await?.html)?).await?;

    // … or to its end.
    browser.open(&format!("{}/login", server.base)).await?;
    browser.click(".wizard button[value='qr']").await?;
    scan(&browser, &sandbox, open).await?;
    browser.click(".start button[value='watch']").await?;
    assert!(browser.see("h1").await?.contains(&open.first_name));
    server.online(&browser.path().await?).await?;
    let console = browser.console_errors().await?;
    let unexpected = console.iter().filter(|line| !line.contains("status of 422"));
    assert_eq!(unexpected.collect::<Vec<_>>(), Vec::<&String>::new());
    Ok(())
}
