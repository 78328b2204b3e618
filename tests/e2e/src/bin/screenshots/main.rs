//! Makes the README's pictures from a running demo: `cargo xtask screenshots`.

use std::path::Path;

use anyhow::{Context as _, ensure};
use e2e::program::repository;
use e2e::sandbox::cast;
use e2e::server::account_link;
use e2e::{Browser, Demo};

/// The narrow screen is that of a phone.
const SCREENS: [(&str, u32, u32); 2] = [("wide", 1280, 800), ("narrow", 390, 844)];

/// The pages that are shown on both.
const ALSO_NARROW: [&str; 2] = ["demo", "chat"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let folder = repository().join("docs/screenshots");
    std::fs::create_dir_all(&folder)?;
    for language in ["en", "ru"] {
        take(language, &folder).await?;
    }
    Ok(())
}

/// Every page in one language, on every screen.
async fn take(language: &str, folder: &Path) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let demo = Demo::start(data.path()).await?;
    let contacts = cast()?.contacts;
    // Each reader sees somebody who writes their language.
    let contact = match language {
        "en" => {
            contacts.iter().find(|contact| contact.suggestions.iter().all(|s| s.text.is_ascii()))
        }
        _ => contacts.get(1),
    };
    let contact = contact.context("nobody in the demo writes this language")?;
    let (_, width, height) = SCREENS[0];
    let browser = Browser::start(language, width, height).await?;

    let phone = format!("{}/demo/{}", demo.base, contact.id);
    browser.open(&phone).await?;
    let text = serde_json::to_string(contact.suggestion("answer")?)?;
    browser.enter("iframe#phone").await?;
    browser.click(&format!(".chips button[value={text}]")).await?;
    browser.leave().await?;
    browser.see("#timeline .step.sent").await?;

    browser.open(&format!("{}/accounts", demo.base)).await?;
    browser.see("#accounts .account").await?;
    let html = browser.script("return document.querySelector('main').innerHTML;").await?;
    let account = account_link(html.as_str().unwrap_or_default())?;
    let account = format!("{}{account}", demo.base);
    let pages = [
        ("demo", phone),
        ("accounts", format!("{}/accounts", demo.base)),
        ("login", format!("{}/login", demo.base)),
        ("account", account.clone()),
        ("chat", format!("{account}/chats/{}", contact.id)),
    ];
    for (screen, width, height) in SCREENS {
        browser.resize(width, height).await?;
        for (name, address) in &pages {
            if screen == "narrow" && !ALSO_NARROW.contains(name) {
                continue;
            }
            browser.open(address).await?;
            browser.see("main").await?;
            if *name == "demo" {
                browser.enter("iframe#phone").await?;
                browser.see(".message").await?;
                browser.leave().await?;
            }
            let png = browser.screenshot().await?;
            ensure!(png.len() > 1_000, "an empty picture of {name}");
            std::fs::write(folder.join(format!("{name}-{language}-{screen}.png")), png)?;
        }
    }
    Ok(())
}
