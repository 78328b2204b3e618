//! The demo as a newcomer meets it, in a real browser.

use std::process::Stdio;

use e2e::program::{Ran, aitwin, run};
use e2e::sandbox::{Person, cast};
use e2e::wait::until;
use e2e::{Browser, Demo};

/// The phone is a page in a frame.
const PHONE: &str = "iframe#phone";

/// Clicks a suggested message on the phone.
async fn click_suggestion(browser: &Browser, text: &str) -> anyhow::Result<()> {
    let quoted = serde_json::to_string(text)?;
    browser.click(&format!(".chips button[value={quoted}]")).await
}

async fn pick_up(browser: &Browser, demo: &Demo, contact: &Person) -> anyhow::Result<()> {
    browser.open(&format!("{}/", demo.base)).await?;
    browser.click(&format!("a.person[href='/demo/{}']", contact.id)).await?;
    browser.see(&format!("a.person[href='/demo/{}'][aria-current='page']", contact.id)).await?;
    Ok(())
}

#[tokio::test]
async fn a_token_for_the_demo_is_made_with_word_that_the_demo_takes_none() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    let make = ["token", "make", "--name", "x", "--scopes", "read", "--data", &data];
    let demo = Demo::start(folder.path()).await?;
    for (language, sign) in [("en", "takes no token"), ("ru", "токенов не принимает")]
    {
        let ran = run(&[&make[..], &["--lang", language]].concat())?;
        assert!(ran.code == Some(0) && ran.err.contains(sign), "{ran:?}");
        assert!(ran.err.contains(&data), "{ran:?}");
        assert_eq!(ran.out.lines().count(), 1, "the token stands alone: {ran:?}");
        let mut tools = aitwin(&["mcp", "--server", &demo.base, "--lang", language])?;
        tools.env("AITWIN_TOKEN", ran.out.trim()).stdin(Stdio::null());
        let refused = Ran::from(tools.output()?);
        assert!(refused.code == Some(1) && refused.err.contains("aitwin serve"), "{refused:?}");
        let (demo, own) = match language {
            "ru" => ("токенов оно не принимает", "свой сервер"),
            _ => ("takes no tokens", "server of your own"),
        };
        assert!(refused.err.contains(demo) && refused.err.contains(own), "{refused:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_newcomer_writes_and_the_twin_answers() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let demo = Demo::start(folder.path()).await?;
    let contacts = cast()?.contacts;
    assert_eq!(contacts.len(), 8);
    let browser = Browser::start("en", 1280, 900).await?;

    pick_up(&browser, &demo, &contacts[1]).await?;
    assert_eq!(browser.count("nav.contacts a.person").await?, 8);
    browser.enter(PHONE).await?;
    browser.see(".message.theirs").await?;
    assert_eq!(browser.count("nav.side").await?, 0, "other people's chats are nobody's business");
    let before = browser.count(".message.theirs").await?;
    click_suggestion(&browser, contacts[1].suggestion("answer")?).await?;
    // First it is seen typing, and only then does the answer come.
    browser.see(".head .status.doing").await?;
    assert_eq!(browser.count(".message.theirs").await?, before, "it answered before typing");
    browser.see_more_than(".message.theirs", before).await?;
    browser.leave().await?;
    browser.see("#timeline .step.sent").await?;
    // The page has told how it came about, and what was said is what arrived.
    browser.see("#timeline .step.recall").await?;
    let planned = browser.texts("#timeline .step.planned .said p.text").await?;
    browser.enter(PHONE).await?;
    let answers = browser.texts(".message.theirs .text").await?;
    assert_eq!(answers[before..], planned);

    // One's own words work as well as the suggested ones.
    let mine = browser.count(".message.mine").await?;
    browser.fill("textarea", "ну ладно, потом спишемся").await?;
    browser.click(".composer .send").await?;
    browser.see_more_than(".message.mine", mine).await?;
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn where_the_twin_is_silent_the_page_says_why() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let demo = Demo::start(folder.path()).await?;
    let contacts = cast()?.contacts;
    let browser = Browser::start("en", 1280, 900).await?;
    pick_up(&browser, &demo, &contacts[0]).await?;
    browser.enter(PHONE).await?;
    browser.see(".message.theirs").await?;
    let before = browser.count(".message.theirs").await?;
    click_suggestion(&browser, contacts[0].suggestion("silence")?).await?;
    browser.leave().await?;
    let reason = browser.see("#timeline .step.silent .reason").await?;
    assert!(reason.len() > 10, "no reason: {reason}");
    browser.enter(PHONE).await?;
    assert_eq!(browser.count(".message.theirs").await?, before);
    browser.leave().await?;

    browser.click("form.languages button[value=ru]").await?;
    browser.see("html[lang=ru]").await?;
    let reason = browser.see("#timeline .step.silent .reason").await?;
    assert!(reason.chars().any(|letter| ('а'..='я').contains(&letter)), "not Russian: {reason}");
    browser.enter(PHONE).await?;
    browser.see("html[lang=ru] textarea").await?;
    browser.leave().await?;
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn every_page_fits_a_phone() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let demo = Demo::start(folder.path()).await?;
    let browser = Browser::start("ru", 390, 844).await?;
    browser.open(&format!("{}/accounts", demo.base)).await?;
    browser.click("a.person[href^='/accounts/']").await?;
    let account = until("the account's page", async || {
        let path = browser.path().await?;
        Ok((path != "/accounts").then_some(path))
    })
    .await?;
    let chat = format!("{account}/chats/{}", cast()?.contacts[0].id);
    for path in ["/demo", "/login", "/accounts", &account, &chat] {
        browser.open(&format!("{}{path}", demo.base)).await?;
        browser.see("main").await?;
        let over = "return document.documentElement.scrollWidth - window.innerWidth;";
        let over = browser.script(over).await?.as_i64();
        assert!(over.is_some_and(|pixels| pixels <= 0), "{path} is too wide: {over:?}");
        // A heading that is squeezed stands letter under letter.
        let shape =
            "const h1 = document.querySelector('h1'); return h1.offsetWidth - h1.offsetHeight;";
        let shape = browser.script(shape).await?.as_i64();
        assert!(shape.is_some_and(|pixels| pixels >= 0), "the heading of {path} is squeezed");
    }
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}
