//! `aitwin memory`: what the twin remembers.

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
    assert!(files.run(&["memory"])?.out.contains("There is none."));
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

    let general = files.run(&["memory", "general", id(&listed, "rain")])?;
    assert!(general.out.contains("Known in all chats now: 1."), "{general:?}");
    assert!(files.run(&["memory"])?.out.contains("all chats: loves rain"));
    let erased = files.run(&["memory", "erase", id(&listed, "job"), id(&listed, "rain")])?;
    assert!(erased.out.contains("Erased: 2."), "{erased:?}");
    let left = files.run(&["memory", "--lang", "ru"])?.out;
    assert!(left.contains("Таких нет."), "{left}");
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
        (vec!["memory", "add", &long, "--lang", "ru"], 1, "не больше 200 знаков"),
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
