//! What goes wrong outside the program: files, addresses, the database, the sandbox.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::path::Path;

use store::MasterKey;

use super::way::of_way;
use super::{in_file, shown, whole};
use crate::language::{Texts, text};
use crate::sealed_file::is_altered;

/// Why the system refused, in a few words. What is not known here is in the system's own.
pub(super) fn of_io(texts: &Texts, error: &io::Error) -> String {
    known(texts, error).unwrap_or_else(|| error.to_string())
}

/// The same; `None` where only the system has words for it.
pub(super) fn known(texts: &Texts, error: &io::Error) -> Option<String> {
    Some(match error.kind() {
        ErrorKind::NotFound => text!(texts, "io-not-found"),
        ErrorKind::PermissionDenied => text!(texts, "io-permission"),
        ErrorKind::IsADirectory => text!(texts, "io-folder"),
        ErrorKind::NotADirectory => text!(texts, "io-no-folder"),
        ErrorKind::AlreadyExists => text!(texts, "io-exists"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => text!(texts, "io-full"),
        ErrorKind::ReadOnlyFilesystem => text!(texts, "io-read-only"),
        ErrorKind::AddrNotAvailable => text!(texts, "io-no-address"),
        ErrorKind::ConnectionRefused => text!(texts, "io-refused"),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            text!(texts, "io-reset")
        }
        ErrorKind::TimedOut => text!(texts, "io-timed-out"),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            text!(texts, "io-unreachable")
        }
        // The resolver of names has no kind of its own.
        _ if error.to_string().contains("failed to lookup address information") => {
            text!(texts, "io-no-host")
        }
        _ => return None,
    })
}

pub(super) fn listening(
    texts: &Texts,
    address: SocketAddr,
    flag: &str,
    error: &io::Error,
) -> String {
    let address = address.to_string();
    if error.kind() == ErrorKind::AddrInUse {
        text!(texts, "trouble-port-in-use", address = address, flag = flag)
    } else {
        let reason = of_io(texts, error);
        text!(texts, "trouble-listen", address = address, flag = flag, reason = reason)
    }
}

pub(super) fn of_store(texts: &Texts, error: &store::Error) -> String {
    use store::Error;
    match error {
        Error::UnknownAddress => text!(texts, "trouble-db-address"),
        Error::Open { database, source } | Error::Damaged { database, source }
            if error.is_damaged() =>
        {
            in_file(texts, Path::new(database), &damaged(texts, source.as_ref()))
        }
        Error::Migration(source) | Error::Database(source) if error.is_damaged() => {
            damaged(texts, source.as_ref())
        }
        Error::Open { database, source } if error.is_of_file() => {
            let reason = match source.downcast_ref() {
                Some(error) => of_io(texts, error),
                None if error.is_unwritable() => text!(texts, "io-db-unwritable"),
                None => source.to_string(),
            };
            text!(texts, "trouble-db-file", database = database.as_str(), reason = reason)
        }
        Error::Open { database, source } => text!(
            texts,
            "trouble-db-open",
            database = database.as_str(),
            reason = of_way(texts, source.as_ref())
        ),
        Error::RoleAboveSecurity { role } => {
            text!(texts, "trouble-db-role", role = role.as_str())
        }
        Error::NotMigrated { found, known } => {
            text!(texts, "trouble-db-older", found = found.to_string(), known = known.to_string())
        }
        Error::NothingToMigrateApart => text!(texts, "trouble-db-one-role"),
        Error::NewerVersion { found, known } => {
            text!(texts, "trouble-db-newer", found = found.to_string(), known = known.to_string())
        }
        Error::WrongMasterKey { path: Some(path) } => {
            text!(texts, "trouble-key-wrong", path = shown(path))
        }
        Error::WrongMasterKey { path: None } => text!(texts, "trouble-key-wrong-variable"),
        Error::MasterKeyExposed { path, .. } => {
            text!(texts, "trouble-key-exposed", path = shown(path))
        }
        Error::MasterKeyFile { path, source } => {
            text!(texts, "trouble-key-file", path = shown(path), reason = of_io(texts, source))
        }
        Error::InvalidMasterKey { path: Some(path) } => {
            text!(texts, "trouble-key-invalid", source = shown(path))
        }
        Error::InvalidMasterKey { path: None } => {
            let first = std::env::var("AITWIN_MASTER_KEY").ok();
            of_variable(texts, first.as_deref())
        }
        Error::NoNextMasterKey => text!(texts, "trouble-key-no-next"),
        Error::SameMasterKey => text!(texts, "trouble-key-same"),
        Error::NotEmpty => text!(texts, "trouble-not-empty"),
        Error::NoBackup => text!(texts, "trouble-no-backup"),
        Error::NewerBackup { found, known } => text!(
            texts,
            "trouble-backup-newer",
            found = found.to_string(),
            known = known.to_string()
        ),
        Error::DamagedBackup { line } => {
            text!(texts, "trouble-backup-damaged", line = line.to_string())
        }
        Error::BackupFile(source) if is_altered(source) => text!(texts, "trouble-backup-altered"),
        Error::BackupFile(source) => {
            text!(texts, "trouble-backup-file", reason = of_io(texts, source))
        }
        Error::Corrupted { table, column } => {
            text!(texts, "trouble-sealed", place = format!("{table}.{column}"))
        }
        Error::Migration(_) | Error::Database(_) if error.is_unwritable() => {
            let reason = text!(texts, "io-db-unwritable");
            text!(texts, "trouble-db-unwritable", reason = reason)
        }
        Error::Migration(source) | Error::Damaged { source, .. } | Error::Database(source) => {
            text!(texts, "trouble-db", reason = of_way(texts, source.as_ref()))
        }
        Error::NoSession => text!(texts, "trouble-db", reason = whole(error)),
    }
}

/// The file of the database is damaged.
fn damaged(texts: &Texts, error: &(dyn StdError + Send + Sync)) -> String {
    text!(texts, "trouble-db-damaged", reason = error.to_string())
}

/// A variable holds no master key: the next key is looked at only where the first is one.
fn of_variable(texts: &Texts, first: Option<&str>) -> String {
    if first.is_some_and(|text| MasterKey::from_text(text).is_ok()) {
        text!(texts, "trouble-key-invalid-next")
    } else {
        text!(texts, "trouble-key-invalid-variable")
    }
}

pub(super) fn of_sandbox(texts: &Texts, flags: &str, error: &sandbox::Error) -> String {
    use sandbox::Error;
    match error {
        Error::AddressInUse { address } => {
            text!(texts, "trouble-port-in-use", address = address.to_string(), flag = flags)
        }
        Error::Listen { address, source } => listening(texts, *address, flags, source),
        Error::NotLoopback { address } => {
            text!(texts, "trouble-sandbox-loopback", address = address.to_string())
        }
        Error::DataDirectory { path, source } => {
            text!(texts, "trouble-data-folder", path = shown(path), reason = of_io(texts, source))
        }
        Error::DataDirectoryInUse { path } => {
            text!(texts, "trouble-sandbox-in-use", path = shown(path))
        }
        Error::DataDirectoryForeign { path } => {
            text!(texts, "trouble-sandbox-foreign", path = shown(path))
        }
        Error::StateDamaged { path, source } => text!(
            texts,
            "trouble-sandbox-state",
            path = shown(path),
            reason = whole(source.as_ref())
        ),
        // What an operator asks of a running sandbox cannot keep it from starting.
        _ => whole(error),
    }
}

pub(super) fn of_telegram(texts: &Texts, error: &telegram::Error) -> String {
    match error {
        telegram::Error::PublicKey(_) => {
            text!(texts, "trouble-public-key", reason = whole(error))
        }
        _ => whole(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use store::Store;

    use super::*;
    use crate::language::Language;

    fn key() -> MasterKey {
        MasterKey::from_text(&"5a".repeat(32)).unwrap()
    }

    #[tokio::test]
    async fn a_database_that_may_not_be_written_is_told_in_the_users_language() {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("made.db");
        drop(Store::open(&made.display().to_string(), key()).await.unwrap());
        let path = folder.path().join("aitwin.db");
        fs::copy(&made, &path).unwrap();
        // Whoever runs the tests may be allowed everything, but makes no file where a folder is.
        fs::create_dir(folder.path().join("aitwin.db-wal")).unwrap();

        let error = Store::open(&path.display().to_string(), key()).await.err().unwrap();
        let (ru, en) = (Language::Ru.texts(), Language::En.texts());
        let told = of_store(&ru, &error);
        let expected = "не хватает прав изменять файл или создавать другие в его папке. Проверьте";
        assert!(told.contains(expected) && !told.contains("unable"), "{told}");
        let told = of_store(&en, &error);
        assert!(told.contains("the permissions do not allow changing the file"), "{told}");
        assert!(told.contains("aitwin.db") && told.contains("its folder"), "{told}");
    }

    #[test]
    fn each_place_of_a_master_key_has_its_own_remedy() {
        let en = Language::En.texts();
        for first in [None, Some(""), Some("no key")] {
            let told = of_variable(&en, first);
            assert!(told.starts_with("What is in AITWIN_MASTER_KEY is"), "{told}");
            assert!(told.contains("take the variable away"), "{told}");
        }
        let told = of_variable(&en, Some(&"5a".repeat(32)));
        assert!(told.starts_with("What is in AITWIN_MASTER_KEY_NEW is"), "{told}");
        assert!(told.contains("Leave the old key in AITWIN_MASTER_KEY."), "{told}");
        let path = Some(Path::new("/data/master.key").to_owned());
        let told = of_store(&en, &store::Error::InvalidMasterKey { path });
        assert!(told.contains("/data/master.key") && told.contains("import-recovery"), "{told}");
    }
}
