//! What goes wrong outside the program: each is told in the user's language, with what to do, and
//! nothing that is stored is lost.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use anyhow::Context as _;
use e2e::program::{Ran, aitwin, repository, run};
use e2e::python::python;
use tempfile::TempDir;

/// The folder with the demo's history in it.
pub(super) fn stored() -> anyhow::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let ran = run(&["import", "demo/result.json", "--data", &text(folder.path())])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    Ok(folder)
}

pub(super) fn accounts(data: &Path) -> anyhow::Result<String> {
    let ran = run(&["accounts", "--data", &text(data)])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    Ok(ran.out)
}

pub(super) fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Runs a command that must fail, in both languages; each must say one thing.
pub(super) fn fails(arguments: &[&str], english: &str, russian: &str) -> anyhow::Result<()> {
    for (language, sign) in [("en", english), ("ru", russian)] {
        let ran = run(&[arguments, &["--lang", language]].concat())?;
        says(&ran, language, sign);
    }
    Ok(())
}

pub(super) fn says(ran: &Ran, language: &str, sign: &str) {
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains(sign), "`{sign}` is not said: {ran:?}");
    let cyrillic = ran.err.chars().any(|letter| ('а'..='я').contains(&letter));
    assert_eq!(cyrillic, language == "ru", "not in {language}: {ran:?}");
    assert!(!ran.err.contains("panicked"), "{ran:?}");
}

#[test]
fn a_bad_export_is_refused_and_leaves_what_is_stored() -> anyhow::Result<()> {
    let data = stored()?;
    let before = accounts(data.path())?;
    let folder = tempfile::tempdir()?;
    let whole = fs::read(repository().join("demo/result.json"))?;
    for (name, content, english, russian) in [
        ("zero.json", &b""[..], "empty", "пуст"),
        ("cut.json", &whole[..whole.len() / 3], "ends in the middle", "обрывается"),
        ("html.json", b"<!DOCTYPE html>\n<html></html>", "format HTML", "в формате HTML"),
        ("zip.json", b"PK\x03\x04\x14\x00", "packed archive", "архив"),
        ("text.json", b"hello", "not JSON", "не JSON"),
        ("list.json", b"[1, 2, 3]", "not an export", "не экспорт"),
        ("other.json", b"{\"name\": \"aitwin\", \"version\": 1}", "not an export", "не экспорт"),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, content)?;
        let arguments = ["import", &text(&file), "--data", &text(data.path())];
        fails(&arguments, english, russian).with_context(|| name.to_owned())?;
        assert_eq!(accounts(data.path())?, before, "{name} changed what is stored");
    }
    Ok(())
}

#[test]
fn an_export_with_nothing_in_it_is_said_to_be_one_and_makes_no_account() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (file, data) = (folder.path().join("result.json"), text(&folder.path().join("data")));
    for export in [
        r#"{"personal_information":{"user_id":1,"first_name":"A"},"chats":{"list":[]}}"#,
        r#"{"personal_information":{"user_id":1,"first_name":"A"},"contacts":{"list":[]}}"#,
    ] {
        fs::write(&file, export)?;
        let arguments = ["import", &text(&file), "--data", &data];
        fails(&arguments, "no chat in this export", "нет ни одного чата")?;
        fails(&arguments, "result.json: ", "result.json: ")?;
    }
    assert!(accounts(Path::new(&data))?.contains("No accounts yet"));
    Ok(())
}

#[test]
fn unknown_kinds_of_messages_are_passed_over_and_told() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("new.json");
    let export = r#"{"personal_information":{"user_id":1,"first_name":"A","last_name":""},
        "chats":{"list":[{"name":"B","type":"personal_chat","id":2,"messages":[
        {"id":1,"type":"message","date":"2024-01-01T10:00:00","date_unixtime":"1704103200",
         "from":"B","from_id":"user2","text":"hi","text_entities":[]},
        {"id":2,"type":"hologram","date":"2024-01-01T10:01:00","date_unixtime":"1704103260",
         "from":"B","from_id":"user2","text":"","text_entities":[]}]}]}}"#;
    fs::write(&file, export)?;
    let ran = run(&["import", &text(&file), "--data", &text(folder.path())])?;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("hologram"), "{ran:?}");
    Ok(())
}

#[test]
fn a_file_that_is_not_there_is_named() -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let arguments = ["import", "no-such-file.json", "--data", &text(data.path())];
    fails(&arguments, "no-such-file.json cannot be read", "no-such-file.json не читается")
}

#[test]
fn a_folder_that_cannot_be_made_is_named() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    // Nothing can be made in a file, not even by root.
    let file = folder.path().join("file");
    fs::write(&file, "")?;
    let data = text(&file.join("data"));
    let any = "127.0.0.1:0";
    for command in [
        &["serve", "--http", any][..],
        &["accounts"],
        &["demo", "--http", any, "--sandbox-listen", any, "--sandbox-control", any],
        &["sandbox", "--listen", any, "--control", any],
    ] {
        let arguments = [command, &["--data", &data]].concat();
        fails(&arguments, &data, &data).with_context(|| command[0].to_owned())?;
        fails(&arguments, "--data", "--data")?;
    }
    // Whether there is a database cannot be known here, so it is not denied.
    let arguments = ["accounts", "--data", &data];
    fails(&arguments, "aitwin.db cannot be read", "aitwin.db не читается")
}

#[test]
fn who_reads_where_nothing_is_is_told_and_nothing_is_made() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("mistyped");
    let there = text(&data);
    let file = format!("sqlite://{}", text(&data.join("aitwin.db")));
    for command in [
        &["accounts"][..],
        &["exemplars"],
        &["exemplars", "strike", "1@2"],
        &["memory"],
        &["memory", "add", "x"],
        &["profile"],
        &["relations"],
        &["explain"],
        &["eval"],
    ] {
        let arguments = [command, &["--data", &there]].concat();
        fails(&arguments, "There is no database in", "нет базы данных")?;
        fails(&arguments, &there, "--data")?;
        let named = [command, &["--database-url", &file, "--data", &there]].concat();
        fails(&named, "There is no database", "нет базы данных")?;
        assert_eq!(fs::read_dir(folder.path())?.count(), 0, "{command:?} makes something");
    }
    Ok(())
}

#[test]
fn settings_that_will_not_do_are_told_with_their_place() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (data, file) = (text(&folder.path().join("data")), folder.path().join("aitwin.toml"));
    for (content, english, russian) in [
        ("[memory]\nquiet_minutes = -1", "A whole number is needed, 0 or more", "целое число, 0"),
        ("[memory]\nmessages = 0", "A whole number is needed, 1 or more", "целое число, 1"),
        ("[history]\nchat = 1", "no such setting. There are: chats, messages", "Есть: chats"),
        ("pace = \"slow\"", "Possible are: human, brisk, instant", "Возможны: human"),
        ("http = \"here\"", "such as 127.0.0.1:8080", "вида 127.0.0.1:8080"),
        ("hosts = 7", "A list is needed", "Нужен список"),
        ("[memory]\nquiet_minutes = [1]", "memory.quiet_minutes", "memory.quiet_minutes"),
        ("[policy]\nmode = \"auto\"", "Possible are: off, watch, draft", "Возможны: off, watch"),
        ("[policy]\ncountdown_s = 9999", "from 0 to 3600", "от 0 до 3600"),
        ("[policy.limits]\nturns_per_hour = 0", "or \"none\"", "или \"none\""),
        ("[policy.limits]\nturns_per_hour = 0", "policy.limits.turns_per_hour", "policy.limits"),
        ("[policy.hours]\nzone = \"Europe/Nowhere\"", "a time zone", "часового пояса"),
        ("[policy.hours.week]\nmonday = \"9-25\"", "policy.hours.week.monday", "Нужны часы дня"),
        ("[policy.hours]\nexceptions = { tomorrow = \"\" }", "A date is needed", "Нужна дата"),
        ("[policy.hours]\noutside = { away = \"\" }", "The words", "Нужны сами слова"),
        ("[policy.hours]\noutside = \"sleep\"", "silence, draft, away", "silence, draft, away"),
        ("[policy.saved_messages]\ndigest_at = 21", "A time of day", "время суток"),
        ("[policy]\nhour = 1", "There are: mode, strangers", "Есть: mode, strangers"),
    ] {
        fs::write(&file, content)?;
        let given = ["--config", &text(&file), "--data", &data];
        for command in ["serve", "demo", "accounts"] {
            let arguments = [&[command], &given[..]].concat();
            fails(&arguments, english, russian).with_context(|| content.to_owned())?;
            fails(&arguments, "aitwin.toml", "aitwin.toml")?;
        }
    }
    let variable = "AITWIN_MEMORY__QUIET_MINUTES";
    for (language, sign) in [("en", "0 or more"), ("ru", "0 или больше")] {
        let said = aitwin(&["accounts", "--lang", language])?.env(variable, "-1").output()?;
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.contains(variable) && said.contains(sign), "{said}");
    }
    Ok(())
}

#[test]
fn a_settings_file_that_cannot_be_read_or_is_no_toml_is_named_in_one_line() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (missing, file) = (folder.path().join("nope.toml"), folder.path().join("aitwin.toml"));
    fs::write(&file, "pace = \"human\"\nhttp = = secret")?;
    let place = "aitwin.toml, line 2, column ";
    for (path, english, russian) in [
        (&missing, "nope.toml cannot be read: there is no such", "nope.toml не читается"),
        (&file, place, "aitwin.toml, строка 2, столбец "),
        (&file, "not valid TOML", "это не TOML"),
    ] {
        let arguments = ["accounts", "--config", &text(path)];
        fails(&arguments, english, russian)?;
        let said = run(&arguments)?.err;
        assert!(said.lines().count() == 1 && !said.contains("secret"), "{said}");
    }
    Ok(())
}

#[test]
fn a_log_that_is_not_understood_is_refused_by_name() -> anyhow::Result<()> {
    for language in ["en", "ru"] {
        let mut command = aitwin(&["accounts", "--lang", language])?;
        let ran: Ran = command.env("AITWIN_LOG", "==bad,,").output()?.into();
        says(&ran, language, "AITWIN_LOG");
    }
    Ok(())
}

#[test]
fn a_damaged_database_is_said_to_be_damaged_and_left_alone() -> anyhow::Result<()> {
    let data = stored()?;
    let database = data.path().join("aitwin.db");
    for log in ["aitwin.db-wal", "aitwin.db-shm"] {
        let log = data.path().join(log);
        if log.exists() {
            fs::remove_file(log)?;
        }
    }
    let noise = [0x5a_u8; 8_192];
    fs::write(&database, noise)?;
    let arguments = ["accounts", "--data", &text(data.path())];
    fails(&arguments, "is damaged", "повреждён")?;
    fails(&arguments, "aitwin restore --from", "aitwin restore --from")?;
    let said = run(&arguments)?.err;
    assert_eq!(said.matches("not a database").count(), 1, "{said}");
    assert!(!said.contains("PostgreSQL"), "{said}");
    assert!(fs::read(&database)? == noise, "the database was changed");

    // Root may write everywhere, but nobody can write a folder as a file.
    fs::remove_file(&database)?;
    fs::create_dir(&database)?;
    fails(&arguments, "it is a folder", "это папка")?;
    let said = run(&arguments)?.err;
    assert!(!said.contains("PostgreSQL"), "{said}");
    Ok(())
}

/// The file is opened, and what is asked of it stands on a page that is not what it was.
#[tokio::test]
async fn a_database_with_a_damaged_page_is_named_with_what_to_do() -> anyhow::Result<()> {
    let data = stored()?;
    let database = data.path().join("aitwin.db");
    python(vec![
        "-c".to_owned(),
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); \
         db.execute('PRAGMA wal_checkpoint(TRUNCATE)'); \
         size, = db.execute('PRAGMA page_size').fetchone(); \
         pages = [at for at, in db.execute('SELECT rootpage FROM sqlite_schema WHERE tbl_name = ?', \
         ['telegram_integrations']) if at]; db.close(); file = open(sys.argv[1], 'r+b'); \
         [(file.seek((at - 1) * size), file.write(b'Z' * size)) for at in pages]; file.close()"
            .to_owned(),
        text(&database),
    ])
    .await?;
    let arguments = ["accounts", "--data", &text(data.path())];
    let named = format!("{}: ", text(&database));
    fails(&arguments, &named, &named)?;
    fails(&arguments, "is damaged", "повреждён")?;
    fails(&arguments, "aitwin restore --from", "aitwin restore --from")
}

#[test]
fn a_damaged_master_key_is_named_with_its_place() -> anyhow::Result<()> {
    let data = stored()?;
    let arguments = ["accounts", "--data", &text(data.path())];
    for language in ["en", "ru"] {
        let mut command = aitwin(&[&arguments[..], &["--lang", language]].concat())?;
        let ran: Ran = command.env("AITWIN_MASTER_KEY", "abc").output()?.into();
        says(&ran, language, " AITWIN_MASTER_KEY ");
    }
    let key = data.path().join("master.key");
    fs::write(&key, "abc")?;
    fails(&arguments, &text(&key), &text(&key))?;
    fails(&arguments, "keys import-recovery", "keys import-recovery")
}

#[test]
fn a_master_key_that_cannot_be_made_is_told_with_what_to_do() -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    // Not even root can read a folder as a file.
    fs::DirBuilder::new().mode(0o700).create(data.path().join("master.key"))?;
    let arguments = ["import", "demo/result.json", "--data", &text(data.path())];
    fails(&arguments, "master.key cannot be read or made", "master.key не читается")?;
    fails(&arguments, "give another folder with --data", "другую папку через --data")
}

#[test]
fn a_public_key_that_is_not_there_is_told_with_its_setting() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (file, data) = (folder.path().join("aitwin.toml"), text(&folder.path().join("data")));
    let key = text(&folder.path().join("none.pem"));
    let settings =
        format!("[telegram.custom_dc]\naddress = \"127.0.0.1:9\"\npublic_key_file = \"{key}\"\n");
    fs::write(&file, settings)?;
    let arguments = ["serve", "--http", "127.0.0.1:0", "--config", &text(&file), "--data", &data];
    fails(&arguments, &key, &key)?;
    fails(&arguments, "telegram.custom_dc.public_key_file", "telegram.custom_dc.public_key_file")?;
    fails(&arguments, "public.pem", "public.pem")
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_the_work() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let bad = text(&folder.path().join("missing").join("report.html"));
    // The history is not there either: what is told first was looked at first.
    let history = ["eval", "--history", "no-such-file.json"];
    for flag in ["--html", "--json"] {
        let arguments = [&history[..], &[flag, &bad]].concat();
        fails(&arguments, "report.html cannot be written", "report.html не записывается")?;
    }
    let good = folder.path().join("report.html");
    let shown = text(&good);
    let arguments = [&history[..], &["--html", &shown]].concat();
    fails(&arguments, "no-such-file.json", "no-such-file.json")?;
    assert!(!good.exists(), "trying left a file");
    Ok(())
}

#[test]
fn a_token_for_a_new_database_says_that_it_is_new() -> anyhow::Result<()> {
    for (language, sign) in [("en", "a new, empty one was made"), ("ru", "создана новая, пустая")]
    {
        let folder = tempfile::tempdir()?;
        let data = text(&folder.path().join("nowhere"));
        let make = ["token", "make", "--name", "x", "--scopes", "read", "--data", &data];
        let arguments = [&make[..], &["--lang", language]].concat();
        let first = run(&arguments)?;
        assert!(first.code == Some(0) && first.err.contains(sign), "{first:?}");
        assert!(first.err.contains(&data), "{first:?}");
        assert_eq!(first.out.lines().count(), 1, "the token stands alone: {first:?}");
        let second = run(&arguments)?;
        assert!(second.code == Some(0) && !second.err.contains(sign), "{second:?}");
    }
    Ok(())
}

#[test]
fn a_token_without_a_name_that_is_seen_is_not_made() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("nowhere");
    let data = text(&path);
    let long = "x".repeat(500);
    for (name, english, russian) in [
        ("", "needs a name", "нужно имя"),
        ("  ", "--name backup", "--name backup"),
        (&long, "100 characters at most", "не больше 100 символов"),
        ("two\nlines", "in one line", "одной строкой"),
        ("red\u{1b}[31m", "not shown", "невидимые знаки"),
    ] {
        let make = ["token", "make", "--name", name, "--scopes", "read", "--data", &data];
        fails(&make, english, russian)?;
    }
    let make = ["token", "make", "--name", "x", "--scopes", "all", "--data", &data];
    fails(&make, "are no scopes", "не права")?;
    assert!(!path.exists(), "a database was made for no token");
    Ok(())
}

#[test]
fn the_demo_runs_on_this_machine_only() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let arguments = ["demo", "--http", "0.0.0.0:0", "--data", &text(folder.path())];
    fails(&arguments, "on this machine only", "только на этом компьютере")?;
    fails(&arguments, "127.0.0.1", "127.0.0.1")
}

#[test]
fn a_port_in_use_is_named_with_the_flag_that_changes_it() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = text(folder.path());
    let holder = TcpListener::bind("127.0.0.1:0")?;
    let taken = holder.local_addr()?.to_string();
    let any = "127.0.0.1:0";
    for (arguments, flag) in [
        (&["serve", "--http", &taken, "--data", &data][..], "--http"),
        (&["sandbox", "--listen", &taken, "--control", any, "--data", &data], "--listen"),
        (&["sandbox", "--listen", any, "--control", &taken, "--data", &data], "--control"),
        (
            &[
                "demo",
                "--http",
                &taken,
                "--sandbox-listen",
                any,
                "--sandbox-control",
                any,
                "--data",
                &data,
            ],
            "--http",
        ),
    ] {
        fails(arguments, &format!("{taken} is in use"), &format!("{taken} занят"))?;
        fails(arguments, flag, flag)?;
    }
    Ok(())
}

#[test]
fn a_wrong_call_ends_with_its_own_code() -> anyhow::Result<()> {
    for arguments in [&["import"][..], &["fly"], &["serve", "--pace", "slow"]] {
        assert_eq!(run(arguments)?.code, Some(2), "{arguments:?}");
    }
    Ok(())
}

#[test]
fn the_language_is_the_systems_where_none_is_given() -> anyhow::Result<()> {
    let output = aitwin(&["--help"])?.env("LANG", "ru_RU.UTF-8").output()?;
    let help = String::from_utf8(output.stdout)?;
    assert!(help.contains("двойник"), "{help}");
    let help = run(&["--help"])?;
    assert_eq!(help.code, Some(0));
    assert!(help.out.contains("aitwin demo"), "{help:?}");
    Ok(())
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_untouched() -> anyhow::Result<()> {
    let data = stored()?;
    let database = data.path().join("aitwin.db");
    // The library of Python opens SQLite files.
    python(vec![
        "-c".to_owned(),
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); \
         db.execute(\"INSERT INTO schema_migrations VALUES (9999, 'later')\"); \
         db.commit(); db.execute('PRAGMA wal_checkpoint(TRUNCATE)'); db.close()"
            .to_owned(),
        text(&database),
    ])
    .await?;
    let before = fs::read(&database)?;
    fails(&["accounts", "--data", &text(data.path())], "newer version", "более новая версия")?;
    fails(&["serve", "--http", "127.0.0.1:0", "--data", &text(data.path())], "9999", "9999")?;
    assert!(fs::read(&database)? == before, "the database was changed");
    Ok(())
}
