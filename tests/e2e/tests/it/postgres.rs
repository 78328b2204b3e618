//! What is told of a PostgreSQL role that the server may not be, or that may not make the tables.

use anyhow::Context as _;
use e2e::program::{Ran, aitwin};

use crate::bad_input::{says, text};

#[test]
fn a_role_that_cannot_serve_is_told_with_what_to_do() -> anyhow::Result<()> {
    // Beside the role of the tests `cargo verify` makes one with BYPASSRLS, which may make no tables.
    let server = std::env::var("AITWIN_TEST_POSTGRES").context("`cargo verify` starts a server")?;
    let above = server.replacen("//aitwin_test:", "//aitwin_test_above:", 1);
    anyhow::ensure!(above != server, "the tests' role is named otherwise");
    let folder = tempfile::tempdir()?;
    let data = text(&folder.path().join("data"));
    for (any, english, russian) in [
        ("false", "aitwin_test_above is above row-level security", "над защитой строк"),
        ("true", "Run aitwin migrate with database_migrate_url", "Запустите aitwin migrate"),
    ] {
        for (language, sign) in [("en", english), ("ru", russian)] {
            let mut command = aitwin(&["user", "list", "--data", &data, "--lang", language])?;
            command.env("AITWIN_MASTER_KEY", "01".repeat(32));
            command.env("AITWIN_DATABASE_URL", &above).env("AITWIN_DATABASE_ANY_ROLE", any);
            let output = command.output()?;
            let ran = Ran::from(output);
            says(&ran, language, sign);
        }
    }
    Ok(())
}

#[test]
fn a_server_that_is_down_is_told_once_in_the_users_language() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = text(&folder.path().join("data"));
    for (language, sign) in [("en", "the connection is refused"), ("ru", "соединение не принимают")]
    {
        let mut command = aitwin(&["user", "list", "--data", &data, "--lang", language])?;
        command.env("AITWIN_MASTER_KEY", "01".repeat(32));
        // Nothing listens on a port that only root may take.
        command.env("AITWIN_DATABASE_URL", "postgres://twin@127.0.0.1:1/twin");
        let ran = Ran::from(command.output()?);
        says(&ran, language, sign);
        assert_eq!(ran.err.matches(sign).count(), 1, "{ran:?}");
        assert!(!ran.err.contains("os error"), "{ran:?}");
    }
    Ok(())
}

#[test]
fn of_a_server_that_was_not_asked_nothing_is_said_to_be_there() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = text(&folder.path().join("data"));
    let parts = [("en", "is no master key", "is there"), ("ru", "Мастер-ключа", "на месте")];
    for (language, sign, untrue) in parts {
        let mut command = aitwin(&["user", "list", "--data", &data, "--lang", language])?;
        command.env("AITWIN_DATABASE_URL", "postgres://twin@127.0.0.1:1/twin");
        let ran = Ran::from(command.output()?);
        says(&ran, language, sign);
        assert!(!ran.err.contains(untrue), "{ran:?}");
        assert!(!folder.path().join("data").exists(), "nothing is made for it");
    }
    Ok(())
}

#[test]
fn a_file_of_sqlite_has_no_second_role() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = text(folder.path());
    for (language, sign) in [("en", "is for PostgreSQL"), ("ru", "бывает только у PostgreSQL")]
    {
        let mut command = aitwin(&["migrate", "--data", &data, "--lang", language])?;
        command.env("AITWIN_DATABASE_MIGRATE_URL", "postgres://owner@127.0.0.1/twin");
        says(&Ran::from(command.output()?), language, sign);
        let alone = aitwin(&["migrate", "--data", &data, "--lang", language])?.output()?;
        let alone = Ran::from(alone);
        assert!(alone.code == Some(0) && alone.out.contains(char::is_numeric), "{alone:?}");
    }
    Ok(())
}
