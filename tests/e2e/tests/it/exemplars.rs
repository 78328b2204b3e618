//! `aitwin exemplars`: what was learnt, answer by answer, and what must not be.

use e2e::program::{aitwin, run};

use super::import::{Files, ILYA, TALK, export};

#[test]
fn answers_are_listed_struck_out_and_restored_and_stay_so_after_an_import() -> anyhow::Result<()> {
    let files = Files::new()?;
    let file = files.write("result.json", &export(ILYA, &TALK))?;
    files.run(&["import", &file])?;
    let listed = files.run(&["exemplars"])?;
    assert!(
        listed.out.contains("2@7 ") && listed.out.contains("how are you? → fine"),
        "{listed:?}"
    );
    let found = files.run(&["exemplars", "--find", "COMING", "--chat", "7", "--limit", "5"])?.out;
    assert!(found.contains("4@7") && !found.contains("fine"), "{found}");

    let struck = files.run(&["exemplars", "strike", "2@7"])?;
    assert!(struck.out.contains("Struck out: 1"), "{struck:?}");
    files.run(&["import", &file])?;
    assert!(!files.run(&["exemplars"])?.out.contains("fine"));
    assert!(files.run(&["exemplars", "--struck"])?.out.contains("fine"));
    let restored = files.run(&["exemplars", "restore", "2@7"])?;
    assert!(restored.out.contains("Restored: 1"), "{restored:?}");
    assert!(files.run(&["exemplars"])?.out.contains("fine"));

    for (id, language, sign) in [
        ("99@7", "en", "no answer 99@7"),
        ("1@-5", "ru", "Ответа 1@-5 нет"),
        ("x", "en", "no answer x"),
    ] {
        let ran = files.run(&["exemplars", "strike", id, "--lang", language])?;
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(sign), "{ran:?}");
    }
    Ok(())
}

#[test]
fn who_strikes_an_answer_out_is_told_of_others_in_the_same_words() -> anyhow::Result<()> {
    let files = Files::new()?;
    let talk = [(7, "coming?"), (100, "Yes"), (7, "soon?"), (100, "yes"), (7, "ok?"), (100, "no")];
    let talk: Vec<(i64, &str)> = talk.into_iter().chain([(7, "really?"), (100, "yes")]).collect();
    let file = files.write("result.json", &export(ILYA, &talk))?;
    files.run(&["import", &file])?;

    let struck = files.run(&["exemplars", "strike", "2@7", "2@7"])?;
    for said in ["Struck out: 1.", "in the same words that are left: 2", "strike --same 2@7"] {
        assert!(struck.out.contains(said), "{said}: {struck:?}");
    }
    let again = files.run(&["exemplars", "strike", "2@7", "--lang", "ru"])?;
    assert_eq!(again.code, Some(0));
    assert!(again.out.starts_with("Этот ответ уже был вычеркнут раньше."), "{again:?}");
    assert!(!again.out.contains("Вычеркнуто: 0"), "{again:?}");

    let all = files.run(&["exemplars", "strike", "--same", "4@7"])?;
    assert!(all.out.contains("Struck out: 2.") && !all.out.contains("are left"), "{all:?}");
    let left = files.run(&["exemplars"])?.out;
    assert!(left.contains("→ no") && !left.contains("yes"), "{left}");

    let restored = files.run(&["exemplars", "restore", "--same", "8@7"])?;
    assert!(restored.out.contains("Restored: 3."), "{restored:?}");
    let again = files.run(&["exemplars", "restore", "8@7"])?;
    assert!(again.out.starts_with("This answer is not struck out."), "{again:?}");
    Ok(())
}

#[test]
fn the_database_may_be_named_before_the_change_and_after_it() -> anyhow::Result<()> {
    let files = Files::new()?;
    let file = files.write("result.json", &export(ILYA, &TALK))?;
    files.run(&["import", &file])?;
    let data = files.data();
    for (arguments, said) in [
        (&["exemplars", "--data", &data, "strike", "2@7"][..], "Struck out: 1."),
        (&["exemplars", "restore", "2@7", "--data", &data], "Restored: 1."),
        (&["relations", "--data", &data, "set", "7", "family"], "family"),
        (&["relations", "set", "7", "auto", "--data", &data], "Anna"),
    ] {
        let ran = run(arguments)?;
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    Ok(())
}

#[test]
fn a_reader_that_has_had_enough_is_no_trouble() -> anyhow::Result<()> {
    let files = Files::new()?;
    let file = files.write("result.json", &export(ILYA, &TALK))?;
    files.run(&["import", &file])?;
    let data = files.data();
    for command in ["exemplars", "accounts", "profile", "relations", "--help"] {
        let (reader, writer) = std::io::pipe()?;
        drop(reader);
        let ran = aitwin(&[command, "--data", &data])?.stdout(writer).output()?;
        assert_eq!(ran.status.code(), Some(0), "{command}: {ran:?}");
        assert_eq!(String::from_utf8_lossy(&ran.stderr), "", "{command}");
    }
    Ok(())
}
