//! What `aitwin eval` and `aitwin answer` say of exports and calls that will not do.

use std::fs;
use std::path::Path;

use e2e::program::{Ran, run};

use super::history;

/// Words that are the same in Russian.
const SAME: [&str; 8] =
    ["aitwin", "JSON", "Telegram", "Desktop", "result", "json", "name", "version"];

fn is_said_in_russian(ran: &Ran, file: &str) {
    let words = ran.err.replace(file, "");
    let words = words.split(|c: char| !c.is_alphanumeric());
    let foreign: Vec<&str> = words
        .filter(|word| word.contains(|c: char| c.is_ascii_alphabetic()) && !SAME.contains(word))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}: {}", ran.err);
}

/// Runs a command on a history, in both languages.
fn on(history: &Path, command: &[&str]) -> anyhow::Result<[Ran; 2]> {
    let history = history.display().to_string();
    let run = |lang| run(&[command, &["--history", &history, "--lang", lang]].concat());
    Ok([run("en")?, run("ru")?])
}

#[test]
fn a_bad_export_is_named_and_what_is_wrong_is_said_in_the_users_language() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (contexts, out) = (file("contexts.jsonl"), file("out.jsonl"));
    let answer = ["answer", "--contexts", &contexts, "--out", &out];
    let path = folder.path().join("file");
    history::write(&path, &history::chats(9))?;
    let whole = fs::read(&path)?;
    for (content, english, russian) in [
        (&whole[..whole.len() / 2], "in the middle, at line 1, column", "строка 1, столбец"),
        (b"\nhello", "line 2, column 1 is wrong", "ошибка в строке 2, столбец 1"),
        (b"[1, 2]", "something else at line 1, column 2", "в строке 1, столбец 2 стоит не то"),
        (b"{\"name\": 1, \"version\": 2}", "but name, version", "а есть name, version"),
        (b"{}", "nothing in it", "в нём ничего нет"),
        (b"", "is empty", "пуст"),
    ] {
        fs::write(&path, content)?;
        for command in [&["eval"][..], &answer] {
            let said = on(&path, command)?;
            for (ran, sign) in said.iter().zip([english, russian]) {
                assert_eq!(ran.code, Some(1), "{ran:?}");
                assert!(ran.err.contains(&path.display().to_string()), "{}", ran.err);
                assert!(ran.err.contains(sign), "{sign}: {}", ran.err);
            }
            is_said_in_russian(&said[1], &path.display().to_string());
        }
    }
    let missing = on(&folder.path().join("nowhere"), &["eval"])?;
    assert!(missing[1].err.contains("nowhere не читается: такого файла"), "{}", missing[1].err);

    history::write(&path, &history::chats(9))?;
    for (line, english, russian) in [
        ("{\"id\": \"a\"}", "no field `chat_id`", "нет поля `chat_id`"),
        ("{\"id\": 7}", "at column 8", "в столбце 8"),
        ("nonsense", "not JSON: column 2", "ошибка в столбце 2"),
    ] {
        fs::write(&contexts, line)?;
        for (ran, sign) in on(&path, &answer)?.iter().zip([english, russian]) {
            assert_eq!(ran.code, Some(1), "{ran:?}");
            assert!(ran.err.contains(&format!("{contexts}, ")), "{}", ran.err);
            assert!(ran.err.contains(sign), "{sign}: {}", ran.err);
        }
    }
    Ok(())
}

#[test]
fn who_names_nobody_or_no_chat_is_shown_what_there_is() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("result.json");
    history::write(&path, &history::chats(60))?;
    for (ran, sign) in
        on(&path, &["eval", "--chat", "999"])?.iter().zip(["There are:", "Есть такие:"])
    {
        assert_eq!(ran.code, Some(1), "{ran:?}");
        for said in ["999", sign, "  201  chat\n", "  202  chat\n", "  203  chat\n"] {
            assert!(ran.err.contains(said), "{said}: {}", ran.err);
        }
    }
    let data = folder.path().join("data").display().to_string();
    run(&["import", &path.display().to_string(), "--data", &data])?;
    for command in [
        &["eval", "--chat", "999"][..],
        &["profile", "--chat", "999"],
        &["relations", "set", "999", "work"],
    ] {
        let ran = run(&[command, &["--data", &data]].concat())?;
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains("no chat 999") && ran.err.contains("  202  chat"), "{ran:?}");
    }

    fs::write(&path, r#"{"name": "A", "type": "personal_chat", "id": 7, "messages": []}"#)?;
    for (ran, sign) in on(&path, &["eval", "--owner", "7"])?.iter().zip(["nobody", "никто"]) {
        assert!(ran.err.contains(sign) && ran.err.contains("result.json"), "{}", ran.err);
    }
    history::write(&path, &history::chats(9))?;
    for ran in on(&path, &["eval"])? {
        assert!(ran.err.contains("result.json") && ran.err.contains("27"), "{}", ran.err);
    }

    let others = on(&path, &["eval", "--owner", "7"])?;
    assert!(others[1].err.contains("--owner называет пользователя 7"), "{}", others[1].err);
    fs::write(&path, &history::chats(5)[0])?;
    let contexts = folder.path().join("contexts.jsonl");
    fs::write(
        &contexts,
        "{\"id\":\"a\",\"chat_id\":1,\"now\":1,\"answer_to\":[5],\"messages\":[{\"id\":5,\"from_id\":\"user2\",\"ts\":1,\"text\":\"a\"}]}",
    )?;
    let contexts = contexts.display().to_string();
    for command in [
        &["eval", "--owner", "7"][..],
        &["answer", "--owner", "7", "--contexts", &contexts, "--out", &format!("{contexts}.out")],
    ] {
        for ran in on(&path, command)? {
            assert_eq!(ran.code, Some(1), "{ran:?}");
            for said in ["7", "result.json", "--owner 100   x"] {
                assert!(ran.err.contains(said), "{said}: {}", ran.err);
            }
            assert!(!ran.err.contains("--owner 201"), "the chat is with them: {}", ran.err);
        }
    }
    Ok(())
}

#[test]
fn where_there_are_no_moments_nothing_is_answered() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("result.json");
    history::write(&path, &history::chats(9))?;
    let file = |name: &str| folder.path().join(name).display().to_string();
    fs::write(file("contexts.jsonl"), "\n")?;
    let answer = ["answer", "--contexts", &file("contexts.jsonl"), "--out", &file("out")];
    for (ran, sign) in on(&path, &answer)?.iter().zip(["no moment in", "нет ни одного момента"])
    {
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(sign) && ran.err.contains("contexts.jsonl"), "{}", ran.err);
    }
    assert!(!folder.path().join("out").exists(), "nothing is written");
    Ok(())
}
