//! The report of `aitwin eval` as a page.

use e2e::browser::Browser;
use e2e::program::run;

use super::history;

/// What stands out of the screen without scrolling in a box of its own: the page's width, and the
/// elements that make it wider than the screen.
const TOO_WIDE: &str = r#"
const wide = document.documentElement.scrollWidth, screen = document.documentElement.clientWidth;
const inBox = (element) => element && (getComputedStyle(element).overflowX === 'auto'
    || inBox(element.parentElement));
return wide <= screen ? '' : wide + ': ' + [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > screen && !inBox(element.parentElement))
    .map((element) => element.tagName + '.' + element.className).join(', ');
"#;

#[tokio::test]
async fn the_report_fits_a_phone() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name).display().to_string();
    history::write(&folder.path().join("result.json"), &history::chats(60))?;
    let (export, page) = (file("result.json"), file("report.html"));
    for language in ["en", "ru"] {
        let measured = ["eval", "--history", &export, "--html", &page, "--bootstraps", "5"];
        let ran = run(&[&measured[..], &["--contexts", "40", "--lang", language]].concat())?;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let browser = Browser::start(language, 375, 800).await?;
        browser.open(&format!("file://{page}")).await?;
        browser.see(".example").await?;
        for width in [375, 320] {
            browser.resize(width, 800).await?;
            assert_eq!(browser.script(TOO_WIDE).await?, "", "{language}, {width}");
        }
    }
    Ok(())
}
