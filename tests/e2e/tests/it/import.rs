//! `aitwin import`: what is read is kept, once.

use std::fs;
use std::path::Path;

use e2e::process::Process;
use e2e::program::{Ran, aitwin, repository, run};
use e2e::python::python;

fn import(file: &Path, data: &Path) -> anyhow::Result<Ran> {
    run(&["import", &file.display().to_string(), "--data", &data.display().to_string()])
}

fn accounts(data: &Path) -> anyhow::Result<String> {
    let ran = run(&["accounts", "--data", &data.display().to_string()])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    Ok(ran.out)
}

#[test]
fn importing_twice_adds_nothing() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let export = repository().join("demo/result.json");
    let first = import(&export, folder.path())?;
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(!first.out.contains(", 0 new"), "{first:?}");
    let known = accounts(folder.path())?;
    assert!(known.contains("Илья Ветров"), "{known}");

    let second = import(&export, folder.path())?;
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(second.out.contains(", 0 new"), "{second:?}");
    assert_eq!(accounts(folder.path())?, known);
    Ok(())
}

#[test]
fn a_broken_off_import_is_completed_by_the_whole_file() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (whole, pieces) = (folder.path().join("whole"), folder.path().join("pieces"));
    let export = repository().join("demo/result.json");
    let bytes = fs::read(&export)?;
    let half = folder.path().join("half.json");
    fs::write(&half, &bytes[..bytes.len() / 2])?;

    assert_eq!(import(&half, &pieces)?.code, Some(1));
    let kept = accounts(&pieces)?;
    assert!(!kept.contains("messages: 0\n"), "nothing of the first half is kept: {kept}");
    let rest = import(&export, &pieces)?;
    assert_eq!(rest.code, Some(0), "{rest:?}");
    assert!(rest.out.contains("only the rest was added"), "{rest:?}");
    assert_eq!(import(&export, &whole)?.code, Some(0));

    let counted = |accounts: String| accounts.split("messages: ").nth(1).map(str::to_owned);
    assert_eq!(counted(accounts(&pieces)?), counted(accounts(&whole)?));
    Ok(())
}

/// An export of the chat of Ilya (100) with Anna (7), or of his account with it.
pub(crate) fn export(owner: Option<(i64, &str)>, messages: &[(i64, &str)]) -> String {
    let messages: Vec<String> = (1..)
        .zip(messages)
        .map(|(id, (from, text))| {
            format!(
                r#"{{"id": {id}, "type": "message", "date_unixtime": "{}", "from": "N{from}",
                    "from_id": "user{from}", "text": "{text}"}}"#,
                1_767_250_800 + id * 20
            )
        })
        .collect();
    let chat = format!(
        r#""name": "Anna", "type": "personal_chat", "id": 7, "messages": [{}]"#,
        messages.join(",")
    );
    match owner {
        None => format!("{{{chat}}}"),
        Some((id, name)) => format!(
            r#"{{"personal_information": {{"user_id": {id}, "first_name": "{name}",
                "phone_number": "+7 999 000 00 01"}},
                "chats": {{"list": [{{{chat}}}]}}}}"#
        ),
    }
}

pub(crate) const ILYA: Option<(i64, &str)> = Some((100, "Ilya"));
pub(crate) const TALK: [(i64, &str); 4] =
    [(7, "how are you?"), (100, "fine"), (7, "coming?"), (100, "yes")];

/// Files in a folder, and what an import of them says.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    pub(crate) fn write(&self, name: &str, content: &str) -> anyhow::Result<String> {
        let path = self.0.path().join(name);
        fs::write(&path, content)?;
        Ok(path.display().to_string())
    }

    pub(crate) fn data(&self) -> String {
        self.0.path().join("data").display().to_string()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> anyhow::Result<Ran> {
        run(&[arguments, &["--data", &self.data()]].concat())
    }
}

#[test]
fn several_files_of_one_person_are_merged() -> anyhow::Result<()> {
    let files = Files::new()?;
    let old = files.write("old.json", &export(ILYA, &TALK[..2]))?;
    let chat = files.write("chat.json", &export(None, &TALK))?;
    let ran = files.run(&["import", &chat, &old, "--lang", "en"])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("chat.json: 4 messages read in 1 chat, 4 new."), "{ran:?}");
    assert!(ran.out.contains("old.json: 2 messages read in 1 chat, 0 new."), "{ran:?}");
    // The account is known now, so the chat alone says enough.
    let ran = files.run(&["import", &chat])?;
    assert!(ran.out.contains("Ilya") && ran.out.contains(", 0 new."), "{ran:?}");
    Ok(())
}

#[test]
fn a_folder_of_telegram_desktop_will_do() -> anyhow::Result<()> {
    let files = Files::new()?;
    files.write("result.json", &export(ILYA, &TALK))?;
    let folder = files.0.path().display().to_string();
    let ran = files.run(&["import", &folder])?;
    assert!(ran.out.contains("4 new"), "{ran:?}");
    Ok(())
}

#[test]
fn files_of_two_people_are_not_mixed() -> anyhow::Result<()> {
    let files = Files::new()?;
    let ilya = files.write("ilya.json", &export(ILYA, &TALK))?;
    let anna = files.write("anna.json", &export(Some((7, "Anna")), &TALK))?;
    for (language, sign) in [("en", "an account of its own"), ("ru", "отдельным аккаунтом")]
    {
        let ran = files.run(&["import", &ilya, &anna, "--lang", language])?;
        assert_eq!(ran.code, Some(1), "{ran:?}");
        for named in ["ilya.json", "Ilya", "anna.json", "Anna", sign] {
            assert!(ran.err.contains(named), "{named}: {ran:?}");
        }
    }
    let other = files.run(&["import", &ilya, "--owner", "7"])?;
    assert_eq!(other.code, Some(1), "{other:?}");
    assert!(other.err.contains("Ilya") && other.err.contains("user 7"), "{other:?}");
    assert!(files.run(&["accounts"])?.err.contains("There is no database"));

    assert_eq!(files.run(&["import", &ilya])?.code, Some(0));
    assert_eq!(files.run(&["import", &anna])?.code, Some(0));
    let accounts = files.run(&["accounts"])?.out;
    assert!(accounts.contains("Ilya") && accounts.contains("Anna"), "{accounts}");
    Ok(())
}

#[test]
fn whose_a_chat_is_is_asked_for_with_the_command_that_says_it() -> anyhow::Result<()> {
    let files = Files::new()?;
    let chat = files.write("my chat.json", &export(None, &TALK))?;
    let ran = files.run(&["import", &chat])?;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let line = ran.err.lines().find(|line| line.contains("--owner 100")).expect("a command");
    assert!(line.trim_start().starts_with("aitwin import '") && line.contains("N100"), "{line}");
    let ran = files.run(&["import", &chat, "--owner", "100"])?;
    assert!(ran.out.contains("4 new"), "{ran:?}");
    Ok(())
}

/// Runs a program in a terminal, and answers 1 as soon as it is asked for a number.
const IN_A_TERMINAL: &str = r#"
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
said, answered = b"", False
while True:
    try:
        piece = os.read(terminal, 1024)
    except OSError:
        break
    if not piece:
        break
    said += piece
    if not answered and b"1 to 1:" in said:
        os.write(terminal, b"1\n")
        answered = True
print(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

#[tokio::test]
async fn in_a_terminal_the_person_is_asked_who_they_are() -> anyhow::Result<()> {
    let files = Files::new()?;
    let chat = files.write("chat.json", &export(None, &TALK))?;
    let data = files.data();
    let program = aitwin(&[])?.get_program().to_string_lossy().into_owned();
    let arguments =
        ["-c", IN_A_TERMINAL, &program, "--lang", "en", "import", &chat, "--data", &data];
    let said = python(arguments.map(str::to_owned).to_vec()).await?;
    assert!(said.contains("1  N100, messages: 2"), "{said}");
    assert!(said.contains("4 messages read in 1 chat, 4 new."), "{said}");
    assert!(files.run(&["accounts"])?.out.contains("N100"));
    Ok(())
}

#[test]
fn who_has_little_to_learn_from_is_told_what_is_missing() -> anyhow::Result<()> {
    for (name, content, english, russian) in [
        ("empty", export(ILYA, &[]), "None of the messages is yours", "нет ваших"),
        ("theirs", export(ILYA, &[(7, "hi"), (7, "?")]), "None of the messages", "нет ваших"),
        ("mine", export(ILYA, &[(100, "hi")]), "none of your messages answers", "не отвечает"),
        (
            "emoji",
            export(ILYA, &[(7, &"😀".repeat(1_000_000)), (100, "!")]),
            "none of your",
            "не отвечает",
        ),
        (
            "long",
            export(ILYA, &[(7, &"a".repeat(100_000)), (100, "ok")]),
            "none of your",
            "не отвечает",
        ),
        ("hebrew", export(ILYA, &[(7, "מה שלומך?"), (100, "בסדר")]), "only 1 answer", "1 ваш"),
    ] {
        for (language, sign) in [("en", english), ("ru", russian)] {
            let files = Files::new()?;
            let file = files.write("result.json", &content)?;
            let ran = files.run(&["import", &file, "--lang", language])?;
            assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
            assert!(ran.out.contains(sign), "{name}: {}", ran.out);
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_import_that_is_killed_keeps_what_it_stored_and_goes_on() -> anyhow::Result<()> {
    let files = Files::new()?;
    let talk: Vec<(i64, &str)> = TALK.iter().copied().cycle().take(200_000).collect();
    let file = files.write("result.json", &export(ILYA, &talk))?;
    let data = files.data();
    let database = files.0.path().join("data/aitwin.db-wal");
    let mut process = Process::start(aitwin(&["import", &file, "--data", &data])?)?;
    e2e::wait::until("something is stored", async || {
        Ok(fs::metadata(&database).is_ok_and(|log| log.len() > 4_000_000).then_some(()))
    })
    .await?;
    process.kill()?;
    let kept = files.run(&["accounts"])?.out;
    assert!(!kept.contains("messages: 0\n") && kept.contains("Ilya"), "{kept}");
    assert!(!kept.contains("messages: 200000"), "it was over before it was killed: {kept}");
    let rest = files.run(&["import", &file])?;
    assert!(rest.out.contains("only the rest was added"), "{rest:?}");
    assert!(files.run(&["accounts"])?.out.contains("messages: 200000"));
    Ok(())
}

#[test]
fn what_the_twin_does_not_learn_from_is_counted() -> anyhow::Result<()> {
    let files = Files::new()?;
    let plain = export(ILYA, &TALK);
    let long = "a".repeat(1_001);
    let kinds = export(ILYA, &[(7, "forward"), (100, "call"), (7, &long), (100, "ok")])
        .replace(r#""text": "forward""#, r#""forwarded_from": "B", "text": "x""#)
        .replace(r#""id": 2, "type": "message""#, r#""id": 2, "type": "service""#);
    for (language, said) in [
        ("en", ["Forwarded messages", "Service messages", "Messages that are too long"]),
        ("ru", ["Пересланные сообщения", "Служебные сообщения", "Слишком длинные сообщения"]),
    ] {
        let ran = files.run(&["import", &files.write("plain", &plain)?, "--lang", language])?;
        assert!(said.iter().all(|line| !ran.out.contains(line)), "{ran:?}");
        let ran = files.run(&["import", &files.write("kinds", &kinds)?, "--lang", language])?;
        for line in said {
            let line = ran.out.lines().find(|said| said.starts_with(line)).unwrap_or_default();
            assert!(line.ends_with(": 1."), "{line}: {ran:?}");
        }
    }
    Ok(())
}
