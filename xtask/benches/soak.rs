//! Thousands of messages through a sandbox that loses, doubles and reorders updates, refuses, cuts
//! connections and no longer knows what was missed, to a server that is killed now and then: what was
//! lost, doubled, out of order, or withdrawn and delivered all the same.
//!
//! `cargo xtask bench soak` runs this as `… -- BINARY`. Prints a JSON object per counted number.

#[expect(dead_code, reason = "shared by benchmarks that each use a part of it")]
mod crowd;
mod memory;
mod processor;
mod report;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use domain::{Author, ReplyState};
use sandbox::{FaultKind, NewFault, Repeat};

use crowd::{Crowd, GLANCE};
use memory::mebibytes;

const ACCOUNTS: usize = 200;
/// So many messages to each account, all accounts in turn.
const ROUNDS: usize = 26;
/// After so many rounds each the server is killed.
const KILLED_EVERY: usize = 7;

/// How many are asked a second, and how long answers may take that nothing hinders any more.
const A_SECOND: f64 = 100.0;
const PATIENCE: Duration = Duration::from_secs(180);

/// What goes wrong, with which probability.
fn faults() -> Vec<(&'static str, FaultKind, f64)> {
    let error = |text: &str, code| FaultKind::Error { text: text.to_owned(), code };
    vec![
        ("updateNewMessage", FaultKind::LoseUpdate, 0.05),
        ("updateNewMessage", FaultKind::DoubleUpdate, 0.05),
        ("updateNewMessage", FaultKind::ReorderUpdate, 0.05),
        ("updateNewMessage", FaultKind::UpdatesTooLong, 0.02),
        ("messages.sendMessage", FaultKind::CutBefore, 0.02),
        ("messages.sendMessage", FaultKind::CutAfter, 0.03),
        ("messages.sendMessage", FaultKind::LostAnswer, 0.002),
        ("messages.sendMessage", error("FLOOD_WAIT_1", None), 0.01),
        ("messages.sendMessage", error("RPC_CALL_FAIL", None), 0.01),
        ("updates.getDifference", FaultKind::CutBefore, 0.02),
        ("updates.getDifference", FaultKind::DifferenceTooLong, 0.05),
    ]
}

/// What is counted.
#[derive(Default)]
struct Counts {
    sent: usize,
    received: usize,
    answers: usize,
    lost: usize,
    unanswered: usize,
    doubled: usize,
    out_of_order: usize,
    withdrawn: usize,
    withdrawn_and_delivered: usize,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let binary = PathBuf::from(arguments.next().context("run as `cargo xtask bench soak`")?);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all().build()?.block_on(soak(&binary))
}

async fn soak(binary: &std::path::Path) -> anyhow::Result<()> {
    let mut crowd = Crowd::gather(ACCOUNTS).await?;
    let mut server = crowd.serve(binary)?;
    crowd.try_questions().await?;
    for (seed, (method, fault, probability)) in (1..).zip(faults()) {
        crowd.sandbox.control().add_fault(NewFault {
            account: None,
            method: Some(method.to_owned()),
            repeat: Repeat::Chance { probability, seed },
            fault,
        })?;
    }
    let mut killed = 0;
    for round in 1..=ROUNDS {
        for number in 0..ACCOUNTS {
            crowd.ask(number)?;
            tokio::time::sleep(Duration::from_secs_f64(1.0 / A_SECOND)).await;
        }
        if round % KILLED_EVERY == 0 {
            server.kill()?;
            killed += 1;
            server = crowd.serve(binary)?;
        }
    }
    crowd.sandbox.control().clear_faults();
    // A lost update shows at the next one.
    for number in 0..ACCOUNTS {
        crowd.ask(number)?;
    }
    let begun = Instant::now();
    while !all_is_quiet(&crowd).await? {
        ensure!(begun.elapsed() < PATIENCE, "it never comes to rest");
        tokio::time::sleep(GLANCE * 25).await;
    }
    let resident = mebibytes(server.memory()?);
    server.kill()?;
    let counts = count(&crowd).await?;
    let print =
        |what: &str, count: usize, goal: &str| report::print(what, &count.to_string(), goal);
    print(
        &format!("messages sent to {ACCOUNTS} accounts, the server killed {killed} times"),
        counts.sent,
        "5000 or more",
    )?;
    print("of them received and stored", counts.received, "")?;
    print("replies that arrived", counts.answers, "")?;
    print("messages lost", counts.lost, "0")?;
    print("last messages that nobody answered", counts.unanswered, "0")?;
    print("replies doubled", counts.doubled, "0")?;
    print("replies out of order", counts.out_of_order, "0")?;
    print("replies withdrawn", counts.withdrawn, "")?;
    print("of them delivered all the same", counts.withdrawn_and_delivered, "0")?;
    report::print("resident memory in the end", &resident, "")
}

/// Whether every account has decided about everything, and nothing is on its way.
async fn all_is_quiet(crowd: &Crowd) -> anyhow::Result<bool> {
    let (store, owner) = crowd.store().await?;
    let mut tx = store.read(owner).await?;
    for account in tx.accounts().await? {
        let number = crowd.number(account.profile.user_id).context("an unknown account")?;
        let newest = crowd.chat(number)?.iter().filter(|(_, out)| !out).map(|(id, _)| *id).max();
        let writer = crowd.writer_of(number)?;
        let stored = tx.recent_messages(account.id, writer, 100).await?;
        if !newest.is_none_or(|newest| stored.iter().any(|message| message.id == newest))
            || !tx.undecided_messages(account.id, writer).await?.is_empty()
            || !tx.open_replies(account.id).await?.is_empty()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn count(crowd: &Crowd) -> anyhow::Result<Counts> {
    let (store, owner) = crowd.store().await?;
    let mut tx = store.read(owner).await?;
    let mut counts = Counts::default();
    for account in tx.accounts().await? {
        let number = crowd.number(account.profile.user_id).context("an unknown account")?;
        let writer = crowd.writer_of(number)?;
        let there = crowd.chat(number)?;
        let stored = tx.recent_messages(account.id, writer, usize::MAX).await?;
        let mut replies = tx.recent_replies(account.id, writer, usize::MAX).await?;
        replies.reverse();
        let is_stored = |id, author| stored.iter().any(|one| one.id == id && one.author == author);
        let asked = there.iter().filter(|(_, out)| !out).map(|(id, _)| *id);
        counts.sent += asked.clone().count();
        counts.received += asked.clone().filter(|id| is_stored(*id, Author::Other)).count();
        counts.lost += asked.clone().filter(|id| !is_stored(*id, Author::Other)).count();
        let sent: Vec<_> = replies.iter().filter(|reply| reply.state == ReplyState::Sent).collect();
        counts.answers += sent.len();
        let answered = sent.iter().map(|reply| reply.answers).max();
        counts.unanswered += usize::from(asked.max() != answered);
        // Each message of ours there is a bubble of a reply that was sent, once and in its order.
        let ours: Vec<_> = there.iter().filter(|(_, out)| *out).map(|(id, _)| *id).collect();
        let bubbles: Vec<_> = sent
            .iter()
            .flat_map(|reply| reply.bubbles.iter().filter_map(|bubble| bubble.message_id))
            .collect();
        counts.doubled += ours.len().saturating_sub(bubbles.len());
        counts.doubled += sent.windows(2).filter(|two| two[0].answers == two[1].answers).count();
        counts.lost += bubbles.iter().filter(|id| !ours.contains(id)).count();
        counts.out_of_order += bubbles.windows(2).filter(|two| two[0] >= two[1]).count();
        counts.out_of_order +=
            sent.windows(2).filter(|two| two[0].answers > two[1].answers).count();
        let withdrawn = replies.iter().filter(|reply| reply.state == ReplyState::Cancelled);
        counts.withdrawn += withdrawn.clone().count();
        counts.withdrawn_and_delivered += withdrawn
            .filter(|reply| reply.bubbles.iter().any(|bubble| bubble.message_id.is_some()))
            .count();
    }
    Ok(counts)
}
