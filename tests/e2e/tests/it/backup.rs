//! A backup is made while the server answers, and a server that was empty answers with it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::ensure;
use e2e::program::run;
use e2e::{Server, World};
use tempfile::TempDir;

use super::bad_input::{accounts, fails, stored, text};

/// A key of age that is nobody's, and what seals for it.
const IDENTITY: &str = "AGE-SECRET-KEY-1JJGARVJLS7KU6SUMDMDZ3URY77K3020GGNCY8KMHJXYYSD68MCGSV5AS6P";
const RECIPIENT: &str = "age1hl6rmwftflxsu5pl9fkedzwwzug2clt0y9j0mnq8ru9rjnvrw56sq6r58e";
/// Another one.
const OTHER: &str = "AGE-SECRET-KEY-1604SLAPUZ2GVCEU6XNLS4V2GU4RH48TZ3NCENAFKDHLMANQ80G4QUM39FQ";

/// A place for backups, with what opens them.
struct Elsewhere {
    folder: TempDir,
    passphrase: String,
}

impl Elsewhere {
    fn new() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let passphrase = text(&folder.path().join("passphrase"));
        fs::write(&passphrase, "correct horse battery staple\n")?;
        Ok(Self { folder, passphrase })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str) -> String {
        text(&self.path(name))
    }

    fn write(&self, name: &str, content: &str) -> anyhow::Result<String> {
        fs::write(self.path(name), content)?;
        Ok(self.file(name))
    }

    /// The arguments that restore a file into a folder.
    fn restoring<'a>(&'a self, from: &'a str, data: &'a str) -> [&'a str; 7] {
        let with = &self.passphrase;
        ["restore", "--from", from, "--passphrase-file", with, "--data", data]
    }
}

fn done(arguments: &[&str]) -> anyhow::Result<String> {
    let ran = run(arguments)?;
    ensure!(ran.code == Some(0), "{arguments:?}: {ran:?}");
    Ok(ran.out)
}

#[tokio::test]
async fn a_backup_made_under_load_answers_in_an_empty_folder() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let elsewhere = Elsewhere::new()?;
    let contacts = world.cast.contacts.clone();
    let [first, second, third, fourth, ..] = &contacts[..] else {
        anyhow::bail!("the demo has too few contacts")
    };
    let (data, file) = (text(&world.server.data), elsewhere.file("twin.age"));
    // Two answers are under way when the backup is made; the original gives them.
    let mut planned = Vec::new();
    for contact in [first, second] {
        let mut steps = world.server.steps(&world.account, contact).await?;
        world.ask(contact).await?;
        planned.push((contact, steps.planned().await?));
    }
    let given = ["--to", &file, "--passphrase-file", &elsewhere.passphrase, "--data", &data];
    let said = done(&[&["backup"], &given[..]].concat())?;
    assert!(said.contains("Backed up to"), "{said}");
    for (contact, texts) in &planned {
        world.arrives(contact, texts).await?;
    }

    let restored = elsewhere.path("restored");
    let said = done(&elsewhere.restoring(&file, &text(&restored)))?;
    assert!(said.contains("AUTH_KEY_DUPLICATED"), "{said}");
    // It lets the original alone as long as that runs.
    let mut server = Server::start(&restored, &world.sandbox).await?;
    let page = server.get(&world.account).await?;
    assert!(page.html.contains("Not connected"), "{}", page.html);
    world.server.online(&world.account).await?;
    let mut steps = world.server.steps(&world.account, third).await?;
    world.ask(third).await?;
    let by_the_original = steps.planned().await?;
    world.arrives(third, &by_the_original).await?;

    world.server.stop()?;
    server.kill()?;
    let said = done(&["accounts", "connect", "--data", &text(&restored)])?;
    assert!(said.contains("One account connects"), "{said}");
    server.restart().await?;
    server.online(&world.account).await?;
    let mut steps = server.steps(&world.account, fourth).await?;
    world.ask(fourth).await?;
    let by_the_restored = steps.planned().await?;
    steps.wait_for("sent").await?;
    world.arrives(fourth, &by_the_restored).await?;
    // What was under way in the backup was said by the original, and is not said again.
    for (contact, texts) in &planned {
        world.arrives(contact, texts).await?;
    }
    world.arrives(third, &by_the_original).await
}

#[tokio::test]
async fn a_backup_restored_as_live_connects_at_once() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let elsewhere = Elsewhere::new()?;
    let (data, file) = (text(&world.server.data), elsewhere.file("twin.age"));
    done(&["backup", "--to", &file, "--recipient", RECIPIENT, "--data", &data])?;
    world.server.stop()?;
    let restored = elsewhere.path("restored");
    let identity = elsewhere.write("key.txt", IDENTITY)?;
    let into = text(&restored);
    let said =
        done(&["restore", "--from", &file, "--identity", &identity, "--live", "--data", &into])?;
    assert!(said.contains("must not run any more"), "{said}");
    let server = Server::start(&restored, &world.sandbox).await?;
    server.online(&world.account).await?;
    let contact = &world.cast.contacts[0];
    let mut steps = server.steps(&world.account, contact).await?;
    world.ask(contact).await?;
    let planned = steps.planned().await?;
    world.arrives(contact, &planned).await
}

#[test]
fn what_cannot_be_restored_is_told_and_leaves_nothing_behind() -> anyhow::Result<()> {
    let data = stored()?;
    let from = text(data.path());
    let elsewhere = Elsewhere::new()?;
    let file = elsewhere.file("twin.age");
    let given = ["--passphrase-file", &elsewhere.passphrase, "--data", &from];
    done(&[&["backup", "--to", &file], &given[..]].concat())?;
    fails(&[&["backup", "--to", &file], &given[..]].concat(), "There is a file", "уже есть")?;
    let before = accounts(data.path())?;

    let empty = elsewhere.path("empty");
    let into = text(&empty);
    let wrong = elsewhere.write("wrong", "another passphrase")?;
    let identity = elsewhere.write("key.txt", IDENTITY)?;
    let with = |flag: &str, opener: &str| {
        ["restore", "--from", &file, flag, opener, "--data", &into].map(str::to_owned)
    };
    for (arguments, english, russian) in [
        (with("--passphrase-file", &wrong), "does not open", "не открывает"),
        (with("--identity", &identity), "Leave --identity away", "Уберите --identity"),
        (with("--identity", &wrong), "no key of age", "нет ключа age"),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        fails(&arguments, english, russian)?;
    }
    let whole = fs::read(&file)?;
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 1;
    let bad = elsewhere.file("bad.age");
    for (content, english, russian) in [
        (&whole[..whole.len() - 1], "cut short or altered", "обрезана или изменена"),
        (&whole[..whole.len() / 2], "cut short or altered", "обрезана или изменена"),
        (&altered, "cut short or altered", "обрезана или изменена"),
        (&whole[..40], "not an encrypted file", "не зашифрованный"),
        (b"{\"aitwin_backup\":1}", "not an encrypted file", "не зашифрованный"),
    ] {
        fs::write(&bad, content)?;
        fails(&elsewhere.restoring(&bad, &into), english, russian)?;
    }
    let missing = elsewhere.file("missing.age");
    fails(&elsewhere.restoring(&missing, &into), "missing.age", "missing.age")?;
    // A recovery file is sealed likewise, and no backup.
    let recovery = elsewhere.file("key.age");
    done(&[&["keys", "export-recovery", "--to", &recovery], &given[..]].concat())?;
    fails(&elsewhere.restoring(&recovery, &into), "no backup", "не резервная копия")?;
    assert!(!empty.exists(), "something was made");

    // Where something is already, it stays.
    fails(&elsewhere.restoring(&file, &from), "not empty", "не пуста")?;
    assert_eq!(accounts(data.path())?, before);
    done(&elsewhere.restoring(&file, &into))?;
    assert_eq!(accounts(&empty)?, before);
    fails(&elsewhere.restoring(&file, &into), "not empty", "не пуста")
}

#[test]
fn a_backup_for_a_key_opens_with_that_key_only() -> anyhow::Result<()> {
    let data = stored()?;
    let from = text(data.path());
    let elsewhere = Elsewhere::new()?;
    let file = elsewhere.file("twin.age");
    let no_recipient = ["backup", "--to", &file, "--recipient", "age1nobody", "--data", &from];
    fails(&no_recipient, "no recipient of age", "не получатель age")?;
    done(&["backup", "--to", &file, "--recipient", RECIPIENT, "--data", &from])?;
    let into = elsewhere.file("restored");
    fails(&elsewhere.restoring(&file, &into), "--identity FILE", "--identity ФАЙЛ")?;
    let other = elsewhere.write("other.txt", OTHER)?;
    let given = |identity| ["restore", "--from", &file, "--identity", identity, "--data", &into];
    fails(&given(&other), "for another key", "для другого ключа")?;
    assert!(!Path::new(&into).exists());
    let identity = elsewhere.write("key.txt", &format!("# mine\n{IDENTITY}\n"))?;
    done(&given(&identity))?;
    assert_eq!(accounts(Path::new(&into))?, accounts(data.path())?);
    Ok(())
}

#[test]
fn a_folder_where_a_server_runs_is_not_restored_into() -> anyhow::Result<()> {
    let data = stored()?;
    let elsewhere = Elsewhere::new()?;
    let file = elsewhere.file("twin.age");
    let from = text(data.path());
    let given = ["--passphrase-file", &elsewhere.passphrase, "--data", &from];
    done(&[&["backup", "--to", &file], &given[..]].concat())?;
    let other = elsewhere.path("busy");
    fs::create_dir(&other)?;
    let lock = fs::File::create(other.join("aitwin.lock"))?;
    lock.try_lock()?;
    let into = text(&other);
    fails(&elsewhere.restoring(&file, &into), "Another aitwin", "уже работает")
}
