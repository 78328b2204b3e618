//! What many accounts in one server cost, and what a reply does: the release binary against the
//! sandbox, in recall mode, all delays at 0; beside it scripts of Telethon and kurigram that just
//! answer "ok".
//!
//! `cargo xtask bench accounts` runs this as `… -- BINARY PYTHON`. The sandbox is in this process, so
//! that what is measured is the servers' alone. Prints a JSON object per measured number.

#[expect(dead_code, reason = "shared by benchmarks that each use a part of it")]
mod crowd;
mod memory;
mod processor;
mod report;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crowd::program::Running;
use crowd::{Crowd, GLANCE};
use memory::mebibytes;

/// Accounts of our server, and of each script, which takes a long time to start many.
const ACCOUNTS: usize = 2_000;
const ACCOUNTS_OF_PEERS: usize = 100;

/// What is written a second, and for how long.
const FULL: usize = 500;
const HALF: usize = 250;
const OF_PEERS: usize = 100;
const MEASURED: Duration = Duration::from_secs(20);

/// So long after the last answer no other comes: what was asked again before it was answered is answered
/// once.
const PATIENCE: Duration = Duration::from_secs(8);

/// What is never more than once the base of a server.
const BASE_MIB: f64 = 60.0;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let binary = PathBuf::from(arguments.next().context("run as `cargo xtask bench accounts`")?);
    let python = arguments.next().map(PathBuf::from);
    let accounts = match std::env::var("BENCH_ACCOUNTS") {
        Ok(number) => number.parse()?,
        Err(_) => ACCOUNTS,
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        ours(&binary, accounts).await?;
        match python {
            Some(python) => peers(&python).await,
            None => Ok(()),
        }
    })
}

async fn ours(binary: &Path, accounts: usize) -> anyhow::Result<()> {
    let mut crowd = Crowd::gather(accounts).await?;
    let begun = Instant::now();
    let mut seen = last_request(&crowd)?;
    let server = crowd.serve(binary)?;
    let mut online = vec![false; accounts];
    while online.contains(&false) {
        tokio::time::sleep(GLANCE).await;
        for request in crowd.requests("updates.getDifference", &mut seen)? {
            online[request.number] = true;
        }
        ensure!(begun.elapsed() < Duration::from_secs(300), "not all accounts come online");
    }
    report::print(
        &format!("start with {accounts} accounts, until each has heard what it missed"),
        &format!("{:.1} s", begun.elapsed().as_secs_f64()),
        "under 60 s",
    )?;
    crowd.try_questions().await?;
    // Each has answered once: nothing is still to be allocated.
    load(&mut crowd, &server, accounts, 100, Duration::from_secs_f64(accounts as f64 / 100.0))
        .await?;
    let resident = server.memory()?;
    report::print(
        &format!("resident memory with {accounts} accounts, each of which has answered"),
        &mebibytes(resident),
        "",
    )?;
    let each = (resident as f64 / 1024.0 - BASE_MIB) / accounts as f64;
    let each = format!("{:.0} KiB", each.max(0.0) * 1024.0);
    report::print("of that an account, beyond a base of 60 MiB", &each, "under 1 MiB")?;

    let half = load(&mut crowd, &server, accounts, HALF, MEASURED).await?;
    let milliseconds = |share: f64| format!("{} ms", half.delay(share));
    report::print(
        &format!("from update to send at {HALF} a second, p99"),
        &milliseconds(0.99),
        "under 100 ms",
    )?;
    report::print("the same, p50", &milliseconds(0.5), "")?;
    report::print("processor time of a reply, everything on", &half.cost(), "Telethon's")?;
    let full = load(&mut crowd, &server, accounts, FULL, MEASURED).await?;
    report::print(
        &format!("replies a second where {FULL} are asked for"),
        &format!("{:.0}", full.rate()),
        &format!("{FULL}"),
    )?;
    report::print("from update to send then, p99", &format!("{} ms", full.delay(0.99)), "")?;
    report::print("processor time of a reply then", &full.cost(), "")
}

/// What came of a load.
struct Load {
    /// Milliseconds from question to answer, sorted.
    delays: Vec<i64>,
    /// From the first question to the last answer.
    took: Duration,
    busy: Duration,
}

impl Load {
    fn delay(&self, share: f64) -> i64 {
        self.delays[((self.delays.len() - 1) as f64 * share).round() as usize]
    }

    fn rate(&self) -> f64 {
        self.delays.len() as f64 / self.took.as_secs_f64()
    }

    fn cost(&self) -> String {
        format!("{:.2} ms", self.busy.as_secs_f64() * 1e3 / self.delays.len() as f64)
    }
}

/// Asks so many accounts in turn, at a steady pace, and waits for the answers.
async fn load(
    crowd: &mut Crowd,
    server: &Running,
    accounts: usize,
    a_second: usize,
    span: Duration,
) -> anyhow::Result<Load> {
    let mut seen = last_request(crowd)?;
    let mut asked = vec![Vec::new(); accounts];
    let (mut delays, mut answered) = (Vec::new(), vec![0; accounts]);
    let total = (span.as_secs_f64() * a_second as f64) as usize;
    let busy = server.busy()?;
    let begun = Instant::now();
    let mut last = begun;
    let mut next = 0;
    while delays.len() < total && (next < total || last.elapsed() < PATIENCE) {
        let due = (begun.elapsed().as_secs_f64() * a_second as f64) as usize;
        while next < due.min(total) {
            let number = next % accounts;
            asked[number].push(crowd.ask(number)?);
            next += 1;
        }
        for arrived in crowd.requests("messages.sendMessage", &mut seen)? {
            let asked = asked[arrived.number].get(answered[arrived.number]);
            delays.push(arrived.time - asked.context("answered and not asked")?);
            answered[arrived.number] += 1;
            last = Instant::now();
        }
        tokio::time::sleep(GLANCE / 4).await;
    }
    ensure!(!delays.is_empty(), "nothing is answered");
    let busy = server.busy()? - busy;
    delays.sort_unstable();
    Ok(Load { delays, took: last - begun, busy })
}

fn last_request(crowd: &Crowd) -> anyhow::Result<u64> {
    let mut last = 0;
    crowd.requests("*", &mut last)?;
    Ok(last)
}

/// Scripts that answer "ok", without and with what makes an answer durable.
async fn peers(python: &Path) -> anyhow::Result<()> {
    for name in ["telethon", "kurigram"] {
        for durable in [false, true] {
            let mut crowd = Crowd::gather(ACCOUNTS_OF_PEERS).await?;
            let folder = tempfile::tempdir()?;
            let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
            let mut command = Command::new(python);
            command
                .arg(scripts.join(format!("{name}_ok.py")))
                .args(["--listen", &crowd.sandbox.address().to_string()])
                .args(["--control", &format!("http://{}", crowd.sandbox.control_address())])
                .args(["--accounts", &ACCOUNTS_OF_PEERS.to_string()])
                .args(durable.then(|| format!("--database={}/ok.db", folder.path().display())));
            let mut script = Running::start(&mut command, "one is online")?;
            let one = script.memory()?;
            script.says("all are online")?;
            let each = (script.memory()? - one) / (ACCOUNTS_OF_PEERS as u64 - 1);
            crowd.try_questions().await?;
            load(&mut crowd, &script, ACCOUNTS_OF_PEERS, OF_PEERS, Duration::from_secs(3)).await?;
            let span = MEASURED / 2;
            let load = load(&mut crowd, &script, ACCOUNTS_OF_PEERS, OF_PEERS, span).await?;
            let how = if durable { ", two durable transactions each" } else { "" };
            report::print(
                &format!("{name} that answers `ok`{how}: processor time of a reply"),
                &load.cost(),
                "",
            )?;
            if !durable {
                report::print(
                    &format!("{name}, memory of an account"),
                    &format!("{each} KiB"),
                    "",
                )?;
            }
        }
    }
    Ok(())
}
