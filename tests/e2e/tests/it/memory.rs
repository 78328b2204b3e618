//! `aitwin memory`: what the twin remembers.

use e2e::wait::until;
use e2e::{Browser, Demo};

use super::import::{Files, ILYA, TALK, export};

/// The id in the line that holds some words.
fn id<'a>(listed: &'a str, words: &str) -> &'a str {
    let line = listed.lines().find(|line| line.contains(words));
    line.unwrap_or_else(|| panic!("{words} is not in {listed}"))
        .split(' ')
        .next()
        .unwrap_or_default()
}

#[test]
fn facts_are_written_down_listed_made_general_and_erased() -> anyhow::Result<()> {
    let files = Files::new()?;
    let file = files.write("result.json", &export(ILYA, &TALK))?;
    files.run(&["import", &file])?;
    let empty = files.run(&["memory"])?.out;
    assert!(empty.contains("remembers nothing") && empty.contains("aitwin memory add"), "{empty}");
    for arguments in [
        ["memory", "add", "--of", "7", "loves rain"],
        ["memory", "add", "--secret", "looks for", "a job"],
    ] {
        let noted = files.run(&arguments)?;
        assert!(noted.code == Some(0) && noted.out.contains("Remembered."), "{noted:?}");
    }
    let listed = files.run(&["memory"])?.out;
    assert!(listed.contains("you: looks for a job (never said)"), "{listed}");
    assert!(listed.contains("Remembered: 2; of them bore on a reply: 0; never: 100%."), "{listed}");
    let found = files.run(&["memory", "--chat", "7", "--find", "RAIN"])?.out;
    assert!(found.contains("loves rain") && !found.contains("job"), "{found}");
    assert!(files.run(&["memory", "--find", "snow"])?.out.contains("There is none."));

    let general = files.run(&["memory", "general", id(&listed, "rain")])?;
    assert!(general.out.contains("Known in all chats now: 1."), "{general:?}");
    assert!(files.run(&["memory"])?.out.contains("all chats: loves rain"));
    let erased = files.run(&["memory", "erase", id(&listed, "job"), id(&listed, "rain")])?;
    assert!(erased.out.contains("Erased: 2."), "{erased:?}");
    let left = files.run(&["memory", "--lang", "ru"])?.out;
    assert!(left.contains("Двойник ничего не помнит."), "{left}");
    Ok(())
}

#[test]
fn what_cannot_be_done_to_a_memory_is_told() -> anyhow::Result<()> {
    let files = Files::new()?;
    let file = files.write("result.json", &export(ILYA, &TALK))?;
    files.run(&["import", &file])?;
    let long = "слово ".repeat(60);
    for (arguments, code, sign) in [
        (vec!["memory", "erase", "x"], 1, "There is no fact x."),
        (vec!["memory", "confirm", "01J0000000000000000000000A"], 1, "There is no fact 01J"),
        (vec!["memory", "add", " "], 1, "nothing in it to remember"),
        (vec!["memory", "add", &long, "--lang", "ru"], 1, "не больше 200 символов"),
        (vec!["memory", "add", "--of", "99", "x"], 1, "no chat 99"),
        (vec!["memory", "--find", "x", "add", "y"], 2, "--find cannot stand with add"),
        (vec!["memory", "add", "--of", "7", "--secret", "x"], 2, "cannot stand with"),
    ] {
        let ran = files.run(&arguments)?;
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert!(ran.err.contains(sign), "{sign}: {ran:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_owner_notes_corrects_and_erases_a_fact_on_a_page() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let demo = Demo::start(folder.path()).await?;
    let browser = Browser::start("en", 1280, 900).await?;
    browser.open(&format!("{}/accounts", demo.base)).await?;
    browser.click("a.person").await?;
    browser.click("a.memory[href$='/about']").await?;
    browser.see("#memory .nothing").await?;

    browser.fill(".remember input[name=text]", "allergic to nuts").await?;
    browser.click(".remember button").await?;
    browser.see("#memory .fact").await?;
    assert_eq!(browser.texts("#memory .fact > .text").await?, ["allergic to nuts"]);
    assert_eq!(browser.count("#memory .nothing").await?, 0);

    browser.click("#memory .fact summary").await?;
    browser.fill("#memory .fact .edit input[name=text]", " and shellfish").await?;
    browser.click("#memory .fact .edit button").await?;
    let corrected = async || {
        let texts = browser.texts("#memory .fact > .text").await?;
        Ok((texts == ["allergic to nuts and shellfish"]).then_some(()))
    };
    until("the fact is put right", corrected).await?;

    browser.resize(375, 800).await?;
    let too_wide = "return document.documentElement.scrollWidth > window.innerWidth";
    assert_eq!(browser.script(too_wide).await?, false, "it fits a phone");
    // Without a new page: the open one changes.
    browser.script("window.stays = true").await?;
    browser.click("#memory .fact .actions > form:first-of-type button").await?;
    browser.see("#memory .nothing").await?;
    assert_eq!(browser.script("return window.stays === true").await?, true);
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}
