//! Makes the README's pictures from a running demo: `cargo xtask screenshots`. Pictures of the other
//! pages, to look at, go to `target/screenshots`.
//!
//! | module | what it holds |
//! |---|---|
//! | `written` | what a made-up model writes, for the pages that only a model fills |

mod written;

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use e2e::elevenlabs::ElevenLabs;
use e2e::program::repository;
use e2e::sandbox::{Person, cast};
use e2e::server::account_link;
use e2e::wait::until;
use e2e::{Browser, Demo, World, elevenlabs, model, speech};
use written::Scene;

/// The narrow screen is that of a phone.
const SCREENS: [(&str, u32, u32); 2] = [("wide", 1280, 800), ("narrow", 390, 844)];

/// The pictures that a README shows.
const SHOWN: [&str; 12] = [
    "demo-en-wide",
    "demo-ru-wide",
    "inbox-en-wide",
    "inbox-ru-wide",
    "account-en-wide",
    "account-ru-wide",
    "twin-en-wide",
    "twin-ru-wide",
    "memory-en-wide",
    "memory-ru-wide",
    "explained-en-wide",
    "explained-ru-wide",
];

/// What the person has as their password whose pages are shown.
const PASSWORD: &str = "correct horse battery";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let folders = Folders {
        shown: repository().join("docs/screenshots"),
        others: repository().join("target/screenshots"),
    };
    std::fs::create_dir_all(&folders.shown)?;
    std::fs::create_dir_all(&folders.others)?;
    for language in ["en", "ru"] {
        let contacts = cast()?.contacts;
        // Each reader sees somebody who writes their language.
        let writes_english =
            |contact: &&Person| contact.suggestions.iter().all(|s| s.text.is_ascii());
        let contact = match language {
            "en" => contacts.iter().find(writes_english),
            _ => contacts.get(1),
        };
        let contact = contact.context("nobody in the demo writes this language")?;
        recalled(language, contact, &folders).await?;
        written(language, contact, &folders).await?;
        spoken(language, &folders).await?;
    }
    Ok(())
}

/// Where pictures go.
struct Folders {
    shown: PathBuf,
    others: PathBuf,
}

/// Every page of recall mode in one language, on every screen.
async fn recalled(language: &str, contact: &Person, folders: &Folders) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let demo = Demo::start(data.path()).await?;
    let (_, width, height) = SCREENS[0];
    let browser = Browser::start(language, width, height).await?;

    let phone = format!("{}/demo/{}", demo.base, contact.id);
    browser.open(&phone).await?;
    let text = serde_json::to_string(contact.suggestion("answer")?)?;
    browser.enter("iframe#phone").await?;
    browser.click(&format!(".chips button[value={text}]")).await?;
    browser.leave().await?;
    browser.see("#timeline .step.sent").await?;

    let account = account(&browser, &demo).await?;
    let chat = format!("{account}/chats/{}", contact.id);
    let pages = [
        ("demo", phone.clone()),
        ("accounts", format!("{}/accounts", demo.base)),
        ("login", format!("{}/login", demo.base)),
        ("account", account.clone()),
        ("chat", chat.clone()),
        ("rules", format!("{account}/rules")),
        ("twin", format!("{account}/twin")),
        ("twin-answers", format!("{account}/twin/answers")),
        ("twin-limits", format!("{account}/twin/limits")),
        ("twin-likeness", format!("{account}/twin/likeness")),
        ("twin-blind", format!("{account}/twin/blind")),
        ("pace", format!("{account}/pace")),
        ("about", format!("{account}/about")),
        ("reading", format!("{account}/history")),
        ("remove", format!("{account}/remove")),
        ("start", format!("{}/start", demo.base)),
        ("try", format!("{}/try", demo.base)),
        ("import", format!("{}/import", demo.base)),
        ("erase", format!("{}/history/erase", demo.base)),
        ("bots", format!("{}/bots", demo.base)),
        ("api", format!("{}/api", demo.base)),
        ("history", format!("{}/history", demo.base)),
        ("statistics", format!("{}/statistics", demo.base)),
        ("voice", format!("{}/voice", demo.base)),
        ("settings", format!("{}/settings", demo.base)),
    ];
    take(&browser, language, &pages, folders).await?;

    // Now the same once more, and the owner is asked.
    browser.open(&chat).await?;
    let asks = format!(
        "return fetch('{chat}/mode', {{method: 'POST', body: new URLSearchParams({{mode: 'draft'}})}})
            .then((answer) => answer.ok);"
    );
    ensure!(browser.script(&asks).await? == true, "the mode is not set");
    browser.open(&phone).await?;
    browser.enter("iframe#phone").await?;
    browser.click(&format!(".chips button[value={text}]")).await?;
    browser.leave().await?;
    browser.see("#standing .draft").await?;
    let inbox = [("inbox", format!("{}/inbox", demo.base))];
    take(&browser, language, &inbox, folders).await
}

/// The pages that a model fills.
async fn written(language: &str, contact: &Person, folders: &Folders) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let scene = Scene::of(language);
    let writer = model::that_goes_on(move |rules, talk| scene.writes(rules, talk)).await;
    let settings = [
        ("AITWIN_MODEL__USE", model::spec(&writer)),
        ("AITWIN_MEMORY__QUIET_MINUTES", "0".to_owned()),
        ("AITWIN_MEMORY__MESSAGES", "1".to_owned()),
    ];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(a, b)| (*a, b.as_str())).collect();
    let demo = Demo::start_with(data.path(), &settings).await?;
    let (_, width, height) = SCREENS[0];
    let browser = Browser::start(language, width, height).await?;

    for (text, then) in [(scene.tells, ".step.sent"), (scene.asks, ".step a[href='/questions']")] {
        browser.open(&format!("{}/demo/{}", demo.base, contact.id)).await?;
        browser.enter("iframe#phone").await?;
        browser.fill("textarea", text).await?;
        browser.click(".composer .send").await?;
        browser.leave().await?;
        browser.see(&format!("#timeline {then}")).await?;
    }
    let account = account(&browser, &demo).await?;
    let chat = format!("{account}/chats/{}", contact.id);
    let memory = format!("{chat}/memory");
    browser.open(&memory).await?;
    until("what was told is remembered", async || {
        Ok((browser.count("#memory .fact").await? > 1).then_some(()))
    })
    .await?;
    browser.open(&format!("{chat}/explained")).await?;
    // The last is what was told first.
    let link = "return [...document.querySelectorAll('.explained-list a')].pop().href;";
    let explained = browser.script(link).await?;
    let pages = [
        ("model", format!("{}/model", demo.base)),
        ("memory", memory),
        ("explained", explained.as_str().context("no reply is explained")?.to_owned()),
        ("questions", format!("{}/questions", demo.base)),
    ];
    take(&browser, language, &pages, folders).await
}

/// The pages of voice, with a voice that was made of the owner's notes.
async fn spoken(language: &str, folders: &Folders) -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let provider = ElevenLabs::start(speech::note(data.path(), 3, 9)?).await;
    let mut world = World::start().await?;
    for (name, value) in [
        ("AITWIN_VOICE__VOICE", elevenlabs::STOCK.to_owned()),
        ("AITWIN_VOICE__MOUTH", provider.mouth()),
    ] {
        world.server.restart_with(name, value).await?;
    }
    world.server.online(&world.account).await?;
    let owner = &world.cast.owner;
    for (number, (seconds, contact)) in (1..).zip([(41, 0), (9, 1), (28, 1), (53, 2)]) {
        let note = speech::note(data.path(), seconds, number)?;
        world.sandbox.speak(owner, &world.cast.contacts[contact], &note, seconds).await?;
    }
    let (_, width, height) = SCREENS[0];
    let browser = Browser::start(language, width, height).await?;
    let own = format!("{}/voices", world.server.base);
    until("the owner's notes are known", async || {
        browser.open(&own).await?;
        Ok((browser.count("#own-notes form").await? > 0).then_some(()))
    })
    .await?;
    browser.click("#own-notes button").await?;
    until("the notes are measured", async || {
        Ok((browser.count("#own-notes .pick").await? > 3).then_some(()))
    })
    .await?;
    browser.click("#make-voice [name=consent]").await?;
    browser.click("#make-voice button").await?;
    browser.click(".own-voice form[action$='/speak'] button").await?;
    browser.see(".speaks-now").await?;
    let chat =
        format!("{}{}/chats/{}", world.server.base, world.account, world.cast.contacts[1].id);
    let pages = [
        ("voice", format!("{}/voice", world.server.base)),
        ("own-voice", own.clone()),
        ("own-voice-picks", format!("{own}#make")),
        ("own-voice-agree", format!("{own}#make-voice")),
        ("chat-voice", chat),
    ];
    take(&browser, language, &pages, folders).await?;
    of_person(language, &browser, &world, folders).await
}

/// The pages of somebody who signs in, from the first word that they choose one to the way out.
async fn of_person(
    language: &str,
    browser: &Browser,
    world: &World,
    folders: &Folders,
) -> anyhow::Result<()> {
    let base = &world.server.base;
    let page = |path: &str| format!("{base}{path}");
    take(browser, language, &[("set-up", page("/set-up"))], folders).await?;
    let (_, width, height) = SCREENS[0];
    browser.resize(width, height).await?;
    browser.open(&page("/set-up")).await?;
    for (field, text) in [("name", "Anna"), ("password", PASSWORD), ("again", PASSWORD)] {
        browser.fill(&format!("input[name={field}]"), text).await?;
    }
    browser.click(".wizard form button").await?;
    browser.see(".who").await?;
    let pages = [
        ("me", page("/me")),
        ("me-password", page("/me/password")),
        ("me-codes", page("/me/codes")),
        ("me-passkeys", page("/me/passkeys")),
        ("me-tokens", page("/me/tokens")),
        ("me-webhooks", page("/me/webhooks")),
        ("me-log", page("/me/log")),
        ("people", page("/people")),
        ("bot-new", page("/bots/new")),
        ("panic", page(&format!("{}/panic", world.account))),
    ];
    take(browser, language, &pages, folders).await?;
    browser
        .script("return fetch('/sign-out', {method: 'POST'}).then((answer) => answer.ok);")
        .await?;
    take(browser, language, &[("sign-in", page("/sign-in"))], folders).await
}

/// The address of the demo's account.
async fn account(browser: &Browser, demo: &Demo) -> anyhow::Result<String> {
    browser.open(&format!("{}/accounts", demo.base)).await?;
    browser.see("#accounts .account").await?;
    let html = browser.script("return document.querySelector('main').innerHTML;").await?;
    Ok(format!("{}{}", demo.base, account_link(html.as_str().unwrap_or_default())?))
}

/// Takes pictures of pages, on the screens that each is shown on.
async fn take(
    browser: &Browser,
    language: &str,
    pages: &[(&str, String)],
    folders: &Folders,
) -> anyhow::Result<()> {
    for (screen, width, height) in SCREENS {
        browser.resize(width, height).await?;
        for (name, address) in pages {
            browser.open(address).await?;
            browser.see("main").await?;
            if name.starts_with("own-voice") {
                browser.see("#studio .plan").await?;
            }
            if *name == "demo" {
                browser.enter("iframe#phone").await?;
                browser.see(".message").await?;
                browser.leave().await?;
            }
            let png = browser.screenshot().await?;
            ensure!(png.len() > 1_000, "an empty picture of {name}");
            let name = format!("{name}-{language}-{screen}");
            let Folders { shown, others } = folders;
            let folder = if SHOWN.contains(&name.as_str()) { shown } else { others };
            std::fs::write(folder.join(name).with_extension("png"), png)?;
        }
    }
    Ok(())
}
