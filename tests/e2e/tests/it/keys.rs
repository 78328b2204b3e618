//! The master key's life as its owner meets it: its change while the server answers, a copy for bad
//! days, and keys that are wrong, missing or given by the environment.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use anyhow::ensure;
use e2e::World;
use e2e::process::Process;
use e2e::program::{Ran, aitwin, run};
use tempfile::TempDir;

use super::bad_input::{fails, says, stored, text};

const PASSPHRASE: &str = "correct horse battery staple";

fn passphrase_in(folder: &Path) -> anyhow::Result<String> {
    let file = folder.join("passphrase");
    fs::write(&file, format!("{PASSPHRASE}\n"))?;
    Ok(text(&file))
}

fn done(arguments: &[&str]) -> anyhow::Result<String> {
    let ran = run(arguments)?;
    ensure!(ran.code == Some(0), "{arguments:?}: {ran:?}");
    Ok(ran.out)
}

fn fingerprint(data: &str) -> anyhow::Result<String> {
    let status = done(&["keys", "status", "--data", data])?;
    let line = status.lines().find_map(|line| line.strip_prefix("Fingerprint: "));
    Ok(line.unwrap_or_else(|| panic!("no fingerprint: {status}")).to_owned())
}

#[tokio::test]
async fn the_key_is_changed_while_the_server_answers() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let contacts = world.cast.contacts.clone();
    let data = text(&world.server.data);
    let mut expected = Vec::new();
    let mut fingerprints = vec![fingerprint(&data)?];
    for contact in contacts.iter().take(3) {
        let mut steps = world.server.steps(&world.account, contact).await?;
        world.ask(contact).await?;
        // In the middle of an answer.
        expected.push((contact, steps.planned().await?));
        let said = done(&["keys", "rotate", "--data", &data])?;
        assert!(said.contains("The master key was changed"), "{said}");
        fingerprints.push(fingerprint(&data)?);
    }
    for (contact, planned) in &expected {
        world.arrives(contact, planned).await?;
    }
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 4, "{fingerprints:?}");
    // Telegram gone and back: the session's keys are read and written with the new key.
    world.sandbox.kill()?;
    world.sandbox.restart().await?;
    world.server.online(&world.account).await?;
    world.server.kill()?;
    world.server.restart().await?;
    world.server.online(&world.account).await
}

#[tokio::test]
async fn a_change_that_is_killed_at_any_moment_leaves_a_key_that_opens() -> anyhow::Result<()> {
    let folder = stored()?;
    let data = text(folder.path());
    let accounts = done(&["accounts", "--data", &data])?;
    let mut changed = 0;
    let mut before = fingerprint(&data)?;
    for step in 0..24_u64 {
        let mut rotating = Process::start(aitwin(&["keys", "rotate", "--data", &data])?)?;
        // From before it opens the database until after it is done.
        let moment = Duration::from_millis(step * 3);
        let ended = rotating.line(|line| line.contains("was changed").then_some(()));
        let ended = tokio::time::timeout(moment, ended).await;
        rotating.kill()?;
        drop(ended);
        assert_eq!(done(&["accounts", "--data", &data])?, accounts, "killed after {moment:?}");
        assert!(!folder.path().join("master.key.new").exists(), "killed after {moment:?}");
        let now = fingerprint(&data)?;
        changed += i32::from(now != before);
        before = now;
    }
    assert!(changed > 0, "none came to its end");
    Ok(())
}

#[test]
fn a_recovery_file_brings_a_lost_key_back() -> anyhow::Result<()> {
    let folder = stored()?;
    let (data, key) = (text(folder.path()), folder.path().join("master.key"));
    let elsewhere = tempfile::tempdir()?;
    let passphrase = passphrase_in(elsewhere.path())?;
    let file = text(&elsewhere.path().join("key.age"));
    let with = ["--passphrase-file", &passphrase, "--data", &data];
    let exported = [&["keys", "export-recovery", "--to", &file], &with[..]].concat();
    let fingerprint = fingerprint(&data)?;
    assert!(done(&exported)?.contains(&fingerprint));
    fails(&exported, "There is a file", "уже есть")?;
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    let own = fs::read_to_string(&key)?;
    let sealed = fs::read(&file)?;
    assert!(!sealed.windows(32).any(|part| own.as_bytes().starts_with(part)));

    let imported = [&["keys", "import-recovery", "--from", &file], &with[..]].concat();
    assert!(done(&imported)?.contains("Nothing was changed"));
    fs::remove_file(&key)?;
    fails(&["accounts", "--data", &data], "import-recovery", "import-recovery")?;
    assert!(done(&imported)?.contains("is back"));
    assert_eq!(fs::read_to_string(&key)?, own);
    assert_eq!(fs::metadata(&key)?.permissions().mode() & 0o777, 0o600);
    done(&["accounts", "--data", &data])?;

    // Wrong, cut, altered, no such file, no sealed file; each leaves what is there.
    fs::remove_file(&key)?;
    let wrong = text(&elsewhere.path().join("wrong"));
    fs::write(&wrong, "another passphrase")?;
    let other = ["keys", "import-recovery", "--from", &file, "--passphrase-file", &wrong];
    fails(&[&other[..], &["--data", &data]].concat(), "does not open", "не открывает")?;
    let bad = elsewhere.path().join("bad.age");
    let mut altered = sealed.clone();
    if let Some(last) = altered.last_mut() {
        *last ^= 1;
    }
    for (content, english, russian) in [
        (&sealed[..sealed.len() - 1], "cut short or altered", "обрезан или изменён"),
        (&altered, "cut short or altered", "обрезан или изменён"),
        (&sealed[..30], "not an encrypted file", "не зашифрованный"),
        (b"hello", "not an encrypted file", "не зашифрованный"),
    ] {
        fs::write(&bad, content)?;
        let bad = text(&bad);
        let arguments = [&["keys", "import-recovery", "--from", &bad], &with[..]].concat();
        fails(&arguments, english, russian)?;
    }
    assert!(!key.exists());

    // After a change the file holds a key that opens nothing.
    done(&imported)?;
    done(&["keys", "rotate", "--data", &data])?;
    fails(&imported, "another master key", "другой мастер-ключ")?;
    fs::rename(&key, elsewhere.path().join("kept"))?;
    fails(&imported, "does not belong to this database", "не от этой базы")?;
    assert!(!key.exists());
    Ok(())
}

#[test]
fn a_short_or_missing_passphrase_seals_nothing() -> anyhow::Result<()> {
    let folder = stored()?;
    let data = text(folder.path());
    let short = text(&folder.path().join("short"));
    fs::write(&short, "secret\n")?;
    let to = folder.path().join("sealed");
    let file = text(&to);
    for command in [&["keys", "export-recovery"][..], &["backup"]] {
        let given = ["--to", &file, "--passphrase-file", &short, "--data", &data];
        fails(&[command, &given[..]].concat(), "too short", "слишком короткая")?;
        let given = ["--to", &file, "--passphrase-file", "nowhere", "--data", &data];
        fails(&[command, &given[..]].concat(), "nowhere", "nowhere")?;
    }
    let left = fs::read_dir(folder.path())?.filter_map(Result::ok);
    let left: Vec<_> = left.filter(|file| file.path().starts_with(&to)).collect();
    assert!(left.is_empty(), "{left:?}");
    Ok(())
}

/// Runs a command with master keys in its environment.
fn with_keys(data: &TempDir, task: &str, keys: &[(&str, &str)]) -> anyhow::Result<Ran> {
    let mut command = aitwin(&["keys", task, "--lang", "en", "--data", &text(data.path())])?;
    let Output { status, stdout, stderr } = command.envs(keys.iter().copied()).output()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Ran { code: status.code(), out: text(stdout), err: text(stderr) })
}

#[test]
fn a_key_of_the_environment_is_changed_to_the_one_beside_it() -> anyhow::Result<()> {
    const OLD: &str = "AITWIN_MASTER_KEY";
    const NEW: &str = "AITWIN_MASTER_KEY_NEW";
    let data = stored()?;
    let own = fs::read_to_string(data.path().join("master.key"))?;
    fs::remove_file(data.path().join("master.key"))?;
    let next = "5a".repeat(32);
    let alone = with_keys(&data, "rotate", &[(OLD, &own)])?;
    assert!(alone.err.contains("openssl rand -hex 32") && alone.err.contains(NEW), "{alone:?}");
    let status = with_keys(&data, "status", &[(OLD, &own), (NEW, &next)])?;
    assert!(status.out.contains("No change of it is unfinished"), "{status:?}");
    let rotated = with_keys(&data, "rotate", &[(OLD, &own), (NEW, &next)])?;
    assert!(rotated.code == Some(0) && rotated.out.contains(NEW), "{rotated:?}");
    assert!(!rotated.out.contains(&next) && !rotated.out.contains(own.trim()), "it tells a key");
    let status = with_keys(&data, "status", &[(OLD, &own), (NEW, &next)])?;
    assert!(status.out.contains("Set AITWIN_MASTER_KEY to it"), "{status:?}");
    let again = with_keys(&data, "rotate", &[(OLD, &own), (NEW, &next)])?;
    assert!(again.code == Some(1) && again.err.contains("already"), "{again:?}");
    let settled = with_keys(&data, "status", &[(OLD, &next)])?;
    assert!(settled.out.contains("No change of it is unfinished"), "{settled:?}");
    let old = with_keys(&data, "status", &[(OLD, &own)])?;
    assert!(old.code == Some(1) && old.err.contains("does not belong"), "{old:?}");
    Ok(())
}

#[test]
fn a_wrong_key_is_named_by_where_it_was_found() -> anyhow::Result<()> {
    let folder = stored()?;
    let data = text(folder.path());
    let key = folder.path().join("master.key");
    let own = fs::read_to_string(&key)?;
    let (wrong, no_text) = ("cd".repeat(32), OsStr::from_bytes(b"\xff\xfe"));
    let variable = "AITWIN_MASTER_KEY";
    for (value, english, russian) in [
        (
            OsStr::new(&wrong),
            "key in AITWIN_MASTER_KEY does not belong",
            "в AITWIN_MASTER_KEY не от",
        ),
        (OsStr::new(&wrong), "take the variable away", "уберите её"),
        (no_text, "What is in AITWIN_MASTER_KEY is no master key", "В AITWIN_MASTER_KEY не"),
    ] {
        for (language, sign) in [("en", english), ("ru", russian)] {
            let mut command = aitwin(&["accounts", "--lang", language, "--data", &data])?;
            says(&command.env(variable, value).output()?.into(), language, sign);
        }
    }
    let mut command = aitwin(&["keys", "rotate", "--lang", "en", "--data", &data])?;
    command.env(variable, own.trim()).env("AITWIN_MASTER_KEY_NEW", no_text);
    says(&command.output()?.into(), "en", "What is in AITWIN_MASTER_KEY_NEW is no");

    fs::write(&key, &wrong)?;
    let place = text(&key);
    let (english, russian) = (format!("key in {place} does not"), format!("ключ в {place} не от"));
    fails(&["accounts", "--data", &data], &english, &russian)?;
    // The variable is what counts.
    let mut command = aitwin(&["accounts", "--lang", "en", "--data", &data])?;
    let ran: Ran = command.env(variable, own.trim()).output()?.into();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    Ok(())
}

#[test]
fn with_a_wrong_or_missing_key_no_command_touches_anything() -> anyhow::Result<()> {
    let folder = stored()?;
    let data = text(folder.path());
    let key = folder.path().join("master.key");
    let passphrase = passphrase_in(folder.path())?;
    let to = text(&folder.path().join("out"));
    let database = fs::read(folder.path().join("aitwin.db"))?;
    let commands = [
        &["serve", "--http", "127.0.0.1:0"][..],
        &["accounts"],
        &["accounts", "connect"],
        &["exemplars"],
        &["memory"],
        &["profile"],
        &["relations"],
        &["explain"],
        &["import", "demo/result.json"],
        &["keys", "status"],
        &["keys", "rotate"],
        &["keys", "export-recovery", "--to", &to, "--passphrase-file", &passphrase],
        &["backup", "--to", &to, "--passphrase-file", &passphrase],
    ];
    fs::write(&key, "cd".repeat(32))?;
    for command in commands {
        let arguments = [command, &["--data", &data]].concat();
        fails(&arguments, "does not belong to this database", "не от этой базы")?;
    }
    assert_eq!(fs::read_to_string(&key)?, "cd".repeat(32));
    fs::remove_file(&key)?;
    for command in commands {
        let arguments = [command, &["--data", &data]].concat();
        fails(&arguments, "its master key", "мастер-ключа")?;
    }
    assert!(!key.exists() && !Path::new(&to).exists());
    assert!(fs::read(folder.path().join("aitwin.db"))? == database, "the database was changed");
    Ok(())
}
