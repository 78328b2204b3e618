//! A PostgreSQL cluster of our own, in a temporary folder, for as long as the tests run.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use super::packages::is_root;
use crate::shell;

/// The first version that has what the store uses (`security_invoker` views).
const OLDEST: u32 = 15;

/// A running cluster; dropping it stops the server and removes its folder.
pub(super) struct Cluster {
    url: String,
    guard: Child,
    // Removed by the guard, which may outlive us; dropped after it has.
    _folder: TempDir,
}

impl Cluster {
    /// Makes and starts a cluster on a free port of the loopback interface, with a role
    /// `aitwin_test` that is no superuser but may make databases and roles, and one that row-level
    /// security does not bind, `aitwin_test_above`, with the same password.
    pub(super) fn start() -> anyhow::Result<Self> {
        let programs = programs().context("PostgreSQL 15 or later is missing")?;
        let user = if is_root() { Some(User::unprivileged()?) } else { None };
        let folder = tempfile::Builder::new().prefix("aitwin-verify-").tempdir()?;
        if let Some(user) = user {
            chown(folder.path(), Some(user.uid), Some(user.gid))?;
        }
        let as_user = |program: &Path| {
            let mut command = Command::new(program);
            // Not every folder of ours may be entered by that user.
            command.current_dir("/").stdin(Stdio::null());
            if let Some(user) = user {
                command.uid(user.uid).gid(user.gid);
            }
            command
        };
        let command = |program: &str| as_user(&programs.join(program));

        let password = password()?;
        let secret = folder.path().join("password");
        fs::write(&secret, &password)?;
        if let Some(user) = user {
            chown(&secret, Some(user.uid), Some(user.gid))?;
        }
        let data = folder.path().join("data");
        shell::output(
            command("initdb")
                .args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"])
                .args(["--locale=C.UTF-8", "--no-sync"])
                .arg(format!("--pwfile={}", secret.display()))
                .arg("--pgdata")
                .arg(&data),
        )?;

        let port = free_port()?;
        let guard = guard(as_user(Path::new("sh")), &programs, folder.path())?;
        let cluster = Self {
            url: format!("postgresql://aitwin_test:{password}@127.0.0.1:{port}/aitwin_test"),
            guard,
            _folder: folder,
        };
        // Nothing here outlives a crash, so nothing is synced to the disk.
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
             -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"
        );
        let log = data.join("server.log");
        shell::output(
            command("pg_ctl")
                .args(["start", "--wait", "--pgdata"])
                .arg(&data)
                .arg("--log")
                .arg(&log)
                .args(["--options", &options])
                // Held open by the server, a pipe would never end.
                .stdout(Stdio::null()),
        )
        .with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
        for statement in [
            format!("CREATE ROLE aitwin_test LOGIN CREATEDB PASSWORD '{password}'"),
            // Makes the roles of tests.
            format!(
                "CREATE ROLE aitwin_test_admin LOGIN CREATEDB CREATEROLE PASSWORD '{password}'"
            ),
            format!("CREATE ROLE aitwin_test_above LOGIN BYPASSRLS PASSWORD '{password}'"),
            "CREATE DATABASE aitwin_test OWNER aitwin_test".to_owned(),
        ] {
            shell::output(
                command("psql")
                    .args(["--no-psqlrc", "--quiet", "--host=127.0.0.1", "--username=postgres"])
                    .args([format!("--port={port}"), format!("--command={statement}")])
                    .env("PGPASSWORD", &password),
            )?;
        }
        Ok(cluster)
    }

    /// The address of an empty database that belongs to the test role.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The end of its input tells the guard to clean up; an error says that it has already.
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// Starts a process that waits for our end, however we end (also by `kill -9`), and then stops the
/// server and removes its folder.
fn guard(mut shell: Command, programs: &Path, folder: &Path) -> anyhow::Result<Child> {
    const SCRIPT: &str = r#"
        trap "" INT TERM HUP
        cat >/dev/null
        "$1/pg_ctl" stop --mode=immediate --wait --pgdata "$2/data" >/dev/null 2>&1
        rm -rf "$2"
    "#;
    shell
        .args(["-c", SCRIPT, "guard"])
        .args([programs, folder])
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot start the guard of the PostgreSQL cluster")
}

/// Where the programs of the newest sufficient PostgreSQL are.
pub(super) fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = debian.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    debian
        .chain(path)
        .filter(|folder| {
            ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|name| folder.join(name).is_file())
        })
        .filter_map(|folder| Some((version(&folder)?, folder)))
        .filter(|(version, _)| *version >= OLDEST)
        .max_by_key(|(version, _)| *version)
        .map(|(_, folder)| folder)
}

fn version(folder: &Path) -> Option<u32> {
    let said = shell::output(Command::new(folder.join("initdb")).arg("--version")).ok()?;
    major(&said)
}

/// The major version in what `initdb --version` says.
fn major(said: &str) -> Option<u32> {
    let number =
        said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Whom the server runs as when we are root, which it refuses.
#[derive(Clone, Copy)]
struct User {
    uid: u32,
    gid: u32,
}

impl User {
    fn unprivileged() -> anyhow::Result<Self> {
        let users = fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| Self::find(&users, name))
            .context("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
    }

    fn find(users: &str, name: &str) -> Option<Self> {
        users.lines().find_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let [user, _, uid, gid, ..] = fields[..] else {
                return None;
            };
            (user == name).then_some(())?;
            Some(Self { uid: uid.parse().ok()?, gid: gid.parse().ok()? })
        })
    }
}

/// 128 random bits in hex: other users of the machine can reach the port.
fn password() -> anyhow::Result<String> {
    let mut bits = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bits)?;
    Ok(bits.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn free_port() -> anyhow::Result<u16> {
    match TcpListener::bind("127.0.0.1:0")?.local_addr()?.port() {
        0 => bail!("the system gave no port"),
        port => Ok(port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_any_vendors_wording() {
        assert_eq!(major("initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major("initdb (PostgreSQL) 18beta2\n"), Some(18));
        assert_eq!(major("initdb"), None);
    }

    #[test]
    fn users_are_found_by_their_whole_name() {
        let users = "postgres2:x:1:2::/:/bin/sh\npostgres:x:101:104:PostgreSQL:/var:/bin/bash\n";
        let user = User::find(users, "postgres").unwrap();
        assert_eq!((user.uid, user.gid), (101, 104));
        assert!(User::find(users, "nobody").is_none());
    }
}
