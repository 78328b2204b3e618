//! Every page in a browser: as it is for whoever cannot see it well, or uses no mouse, looked through by
//! [axe-core](https://github.com/dequelabs/axe-core); on a phone; and for the eye: with
//! `WEB_PICTURES=folder` a picture of each in both languages, on both screens and in the dark is written there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use e2e::Browser;
use tokio::task::JoinHandle;

use super::pages;
use crate::assets;
use crate::i18n::Lang;

/// Screens, in CSS pixels.
const WIDE: (u32, u32) = (1280, 800);
const NARROW: (u32, u32) = (390, 844);

/// Opens what is folded away.
const UNFOLD: &str = "for (const one of document.querySelectorAll('details')) one.open = true;";
/// Opens what only a button opens.
const POP_UP: &str = "for (const one of document.querySelectorAll('[popover]')) one.showPopover();";
/// How far a page reaches over its window, how much wider its heading is than high, and how many words that stand
/// where there is nothing yet are not to be seen.
const OVER: &str = "const root = document.documentElement; const h1 = document.querySelector('h1');\
    const nothing = [...document.querySelectorAll('.empty:not(li, .queue *)')].filter((one) => !one.offsetHeight);\
    return [root.scrollWidth - innerWidth, h1 ? h1.offsetWidth - h1.offsetHeight : 0, nothing.length];";
/// What lies below a bar when the keyboard comes to it.
const COVERED: &str = "return [...document.querySelectorAll('main :is(a, button, input, select, textarea, summary)')]\
    .filter((one) => { one.focus(); const at = one.getBoundingClientRect();\
    const over = document.activeElement === one && document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);\
    return over && !one.contains(over) && !over.contains(one); }).map((one) => one.outerHTML.slice(0, 80));";
/// Of each day of the week to paint: how far its name stands from the middle of its hours, and where these begin.
const WEEK: &str = "return [...document.querySelectorAll('.hours-grid [role=row]')].map((row) => {\
    const of = (role) => row.querySelector(`[role=${role}]`).getBoundingClientRect();\
    const [name, hour] = [of('rowheader'), of('gridcell')];\
    return [Math.round(name.x + name.width / 2 - hour.x - hour.width / 2), Math.round(hour.y - name.bottom)]; });";
/// Every so many pages what pops up is read, too: it is much the same on all.
const EACH_POPS_UP: usize = 8;

/// The pages behind an address, and their names.
struct Site {
    base: String,
    names: Vec<String>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Site {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/pages", listener.local_addr().unwrap());
        let all: BTreeMap<String, String> = Lang::ALL.into_iter().flat_map(pages).collect();
        let names = all.keys().cloned().collect();
        let all = Arc::new(all);
        let page = async move |Path(name): Path<String>| Html(all[&name].clone());
        let site = Router::new()
            .route("/pages/{name}", get(page))
            .route("/assets/{*name}", get(assets::get));
        let server = tokio::spawn(async move { axum::serve(listener, site).await });
        Self { base, names, server }
    }

    /// Those in English, and of pages that differ in a sentence only, which are numbered, the first two.
    fn in_english(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().map(String::as_str);
        names.filter(|name| {
            name.strip_suffix(".en").is_some_and(|page| {
                let number = page.rsplit('-').next().and_then(|number| number.parse::<u32>().ok());
                number.is_none_or(|number| number < 2)
            })
        })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_has_a_serious_fault_for_who_cannot_see_it() {
    let site = Site::open().await;
    let browser = Browser::start("en", WIDE.0, WIDE.1).await.unwrap();
    let mut faults = Vec::new();
    // What a page is for a reader hardly depends on language and width: each is read in one language
    // with one width, every second one in the other, and in both colours.
    for (number, name) in site.in_english().enumerate() {
        let name = if number % 2 == 0 { name.to_owned() } else { name.replace(".en", ".ru") };
        let (width, height) = if number % 4 < 2 { WIDE } else { NARROW };
        browser.resize(width, height).await.unwrap();
        browser.open(&format!("{}/{name}", site.base)).await.unwrap();
        browser.script(UNFOLD).await.unwrap();
        let mut read = async || {
            let found = browser.faults_of_reading().await.unwrap();
            faults.extend(found.into_iter().map(|fault| format!("{name}, {width}: {fault}")));
        };
        for is_dark in [false, true] {
            browser.in_the_dark(is_dark).await.unwrap();
            read().await;
        }
        if number % EACH_POPS_UP == 0 {
            browser.script(POP_UP).await.unwrap();
            read().await;
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_its_screen() {
    let pictures = std::env::var_os("WEB_PICTURES").map(PathBuf::from);
    let site = Site::open().await;
    let browser = Browser::start("ru", NARROW.0, NARROW.1).await.unwrap();
    let mut faults = Vec::new();
    for (screen, (width, height), is_dark) in
        [("narrow", NARROW, false), ("wide", WIDE, false), ("dark", WIDE, true)]
    {
        browser.resize(width, height).await.unwrap();
        browser.in_the_dark(is_dark).await.unwrap();
        // Russian words are the longer ones, and a phone is where they do not fit.
        let is_tight = |name: &str| screen == "narrow" && name.ends_with(".ru");
        for name in site.names.iter().filter(|name| pictures.is_some() || is_tight(name)) {
            browser.open(&format!("{}/{name}", site.base)).await.unwrap();
            let measured = browser.script(OVER).await.unwrap();
            if measured[0].as_i64().is_none_or(|over| over > 0) {
                faults.push(format!("{name} is wider than {width}: {measured}"));
            }
            // A heading that is squeezed stands letter under letter.
            if measured[1].as_i64().is_none_or(|shape| shape < 0) {
                faults.push(format!("the heading of {name} is squeezed at {width}: {measured}"));
            }
            if measured[2] != 0 {
                faults.push(format!("{name} does not say that there is nothing: {measured}"));
            }
            if let Some(folder) = &pictures {
                std::fs::create_dir_all(folder).unwrap();
                let png = browser.screenshot().await.unwrap();
                std::fs::write(folder.join(format!("{name}.{screen}.png")), png).unwrap();
            }
            // It scrolls: after the picture.
            if screen == "narrow" {
                let covered = browser.script(COVERED).await.unwrap();
                if covered.as_array().is_none_or(|covered| !covered.is_empty()) {
                    faults.push(format!("{name} covers what has the focus: {covered}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_each_day_stands_over_its_hours() {
    let site = Site::open().await;
    let browser = Browser::start("en", NARROW.0, NARROW.1).await.unwrap();
    browser.open(&format!("{}/rules.en", site.base)).await.unwrap();
    let week = browser.script(WEEK).await.unwrap();
    let days: Vec<(i64, i64)> = serde_json::from_value(week).unwrap();
    assert_eq!(days.len(), 7, "{days:?}");
    let is_straight = |(aside, below): &(i64, i64)| aside.abs() <= 1 && (0..=6).contains(below);
    assert!(days.iter().all(is_straight), "{days:?}");
}
