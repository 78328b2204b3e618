//! Bringing bots their updates: one HTTP request for each, in their order, again
//! and again until it is taken.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::methods::webhook_next;
use crate::bots::Trouble;
use crate::server::Server;
use crate::state::UserId;
use crate::state::bots::{BotEvent, Webhook};

/// How long a bot may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait after the first failure; twice as long after each further
/// one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How much of an answer is read.
const MAX_ANSWER: u64 = 64 * 1024;

/// Brings all bots their updates until the sandbox stops.
pub(crate) async fn serve(server: Arc<Server>) {
    let mut news = server.desk.listen();
    let mut deliveries = JoinSet::new();
    let busy: Arc<Mutex<HashSet<UserId>>> = Arc::default();
    loop {
        let stops = *news.borrow_and_update();
        if stops {
            break;
        }
        for bot in waiting(&server) {
            if busy.lock().insert(bot) {
                deliveries.spawn(deliver(Arc::clone(&server), bot, Arc::clone(&busy)));
            }
        }
        tokio::select! {
            changed = news.changed() => if changed.is_err() {
                break;
            },
            Some(_) = deliveries.join_next(), if !deliveries.is_empty() => {}
        }
    }
    deliveries.shutdown().await;
}

/// The bots that have a webhook, and something to be brought.
fn waiting(server: &Server) -> Vec<UserId> {
    let now = server.now();
    let state = server.read();
    let bots = state.bots().filter(|bot| bot.webhook.is_some() && bot.queue.len(now) > 0);
    bots.map(|bot| bot.id).collect()
}

/// Brings a bot all that waits for it.
async fn deliver(server: Arc<Server>, bot: UserId, busy: Arc<Mutex<HashSet<UserId>>>) {
    let mut pause = FIRST_PAUSE;
    while let Some((webhook, id, update)) = webhook_next(&server, bot) {
        match timeout(PATIENCE, post(&webhook, &update.to_string())).await {
            Ok(Ok(status)) if status.starts_with('2') => {
                pause = FIRST_PAUSE;
                let taken = BotEvent::UpdatesConfirmed { bot, before: id + 1 };
                if server.write().commit([taken.into()], None).is_err() {
                    break;
                }
            }
            failed => {
                let message = match failed {
                    Ok(Ok(status)) => format!("Wrong response from the webhook: {status}"),
                    Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                        "Connection refused".to_owned()
                    }
                    Ok(Err(error)) => error.to_string(),
                    Err(_) => "Read timeout expired".to_owned(),
                };
                let trouble = Trouble { date: server.now(), message };
                server.desk.note_trouble(bot, Some(trouble));
                wait(&server, bot, &webhook, pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
    busy.lock().remove(&bot);
    // What came since the last look must not wait for the next news.
    server.desk.ring();
}

/// Waits before the next try; not if the bot wants its updates elsewhere now.
async fn wait(server: &Server, bot: UserId, webhook: &Webhook, pause: Duration) {
    let mut news = server.desk.listen();
    let is_same = || server.read().bot(bot).and_then(|bot| bot.webhook.as_ref()) == Some(webhook);
    let changed = async { while is_same() && news.changed().await.is_ok() {} };
    // Whether it was the time that ended it does not matter.
    drop(timeout(pause, changed).await);
}

/// Posts an update, and returns the status that it is answered with, in words
/// too. A whole HTTP client would be much for one request to loopback.
async fn post(webhook: &Webhook, body: &str) -> io::Result<String> {
    let malformed = || io::Error::new(io::ErrorKind::InvalidInput, "URL is invalid");
    let uri: Uri = webhook.url.parse().map_err(|_| malformed())?;
    let host = uri.host().ok_or_else(malformed)?;
    let (address, port) = (host.trim_matches(['[', ']']), uri.port_u16().unwrap_or(80));
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let secret = webhook
        .secret
        .as_deref()
        .map(|secret| format!("X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"));
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n{}Connection: close\r\n\r\n",
        body.len(),
        secret.unwrap_or_default(),
    );
    let mut stream = TcpStream::connect((address, port)).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.lines().next().and_then(|line| line.strip_prefix("HTTP/1."));
    let status = status.and_then(|line| line.split_once(' ')).map(|(_, status)| status.to_owned());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "Wrong HTTP response"))
}
