//! The memory of two thousand clients of grammers, each logged in to an account of its own and
//! connected for updates, together with the sandbox that they talk to.
//!
//! `cargo xtask bench clients` runs this, with the settings of glibc's allocator that such a
//! program needs. Prints a JSON object per measured number.

mod memory;
mod report;
mod town;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use grammers_client::Client;
use grammers_client::update::Update;
use grammers_mtsender::{SenderPool, SenderPoolFatHandle, UpdatesConfiguration};
use grammers_session::SessionData;
use grammers_session::storages::MemorySession;
use grammers_session::types::DcOption;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use memory::{mebibytes, memory};
use town::Town;

const CLIENTS: usize = 2_000;

/// How many log in at once.
const AT_ONCE: usize = 16;

/// A client that has not heard of its message by then is lost.
const STUCK: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let town = Arc::new(Town::new().await?);
    let empty = memory("self", "VmRSS")?;
    let (told, mut heard) = mpsc::unbounded_channel();
    let mut arriving = JoinSet::new();
    let mut clients = Vec::with_capacity(CLIENTS);
    for number in 0..CLIENTS {
        if arriving.len() == AT_ONCE {
            clients.extend(arriving.join_next().await.transpose()?.transpose()?);
        }
        arriving.spawn(arrive(Arc::clone(&town), number, told.clone()));
    }
    while let Some(client) = arriving.join_next().await {
        clients.push(client??);
    }
    ensure!(clients.len() == CLIENTS, "only {} clients came", clients.len());
    let connected = memory("self", "VmRSS")?;

    // Each is really there: it hears what is written to it.
    for number in 0..CLIENTS {
        let from = (number + 1) % CLIENTS;
        town.sandbox.control().send_message(
            &town::phone(from),
            &town::phone(number),
            "anybody home?",
        )?;
    }
    let mut left: Vec<bool> = vec![true; CLIENTS];
    while left.contains(&true) {
        let next = tokio::time::timeout(STUCK, heard.recv()).await;
        let number: usize = next.context("somebody hears nothing")?.context("all are gone")?;
        left[number] = false;
    }
    let talked = memory("self", "VmRSS")?;
    let peak = memory("self", "VmHWM")?;

    report::print(
        &format!("{CLIENTS} clients of grammers connected, with the sandbox, resident memory"),
        &mebibytes(connected),
        "under 1 GB",
    )?;
    report::print("the same once each has got a message", &mebibytes(talked), "")?;
    report::print("its peak since the start", &mebibytes(peak), "")?;
    report::print("the sandbox with nobody in it", &mebibytes(empty), "")
}

/// Logs in, connects and listens. The handle keeps the connection open.
async fn arrive(
    town: Arc<Town>,
    number: usize,
    told: mpsc::UnboundedSender<usize>,
) -> anyhow::Result<SenderPoolFatHandle> {
    let (key, line) = town.move_in(number).await?;
    drop(line);
    let session = Arc::new(session(town.sandbox.address(), key)?);
    let SenderPool { runner, handle, updates } = SenderPool::new(session, 1);
    tokio::spawn(runner.run());
    let client = Client::new(handle.clone());
    let configuration = UpdatesConfiguration { catch_up: true };
    let updates = client.stream_updates(updates, configuration).await;
    let mut updates = updates.map_err(anyhow::Error::from_boxed)?;
    client.get_me().await?;
    tokio::spawn(async move {
        while let Ok(update) = updates.next().await {
            if let Update::NewMessage(message) = update
                && !message.outgoing()
            {
                // Nobody counts any more once all have been heard.
                let _ = told.send(number);
            }
        }
    });
    Ok(handle)
}

/// A session for which the sandbox is the home data centre.
fn session(address: SocketAddr, key: [u8; 256]) -> anyhow::Result<MemorySession> {
    let SocketAddr::V4(ipv4) = address else {
        anyhow::bail!("the benchmark uses IPv4");
    };
    let mut data = SessionData::default();
    let id = data.home_dc;
    let ipv6 = data.dc_options[&id].ipv6;
    data.dc_options.insert(id, DcOption { id, ipv4, ipv6, auth_key: Some(key) });
    Ok(MemorySession::from(data))
}
