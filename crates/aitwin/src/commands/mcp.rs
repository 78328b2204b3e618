//! `aitwin mcp`: the tools of a running server over standard input and output, for assistants that start a
//! program. It holds no data of its own: every line that comes in is posted to the server's `/mcp` with the
//! token, and what comes back is printed, each on a line.

use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap, HeaderValue};
use http::{StatusCode, Uri};
use models::{Http, HttpReply};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::is_heard;
use crate::cli::McpArgs;
use crate::config::{Config, Overrides};
use crate::language::Texts;
use crate::trouble::{Trouble, of_mcp};

/// The variable with the token: in the arguments every other program of the machine could read it.
const TOKEN: &str = "AITWIN_TOKEN";

/// How many lines are answered at once: the next wait.
const AT_ONCE: usize = 16;

/// JSON-RPC's code of an error that the server or the way to it made.
const SERVER_ERROR: i64 = -32_000;

/// How the API names that it takes no tokens, as in the demo.
const NO_TOKENS_HERE: &str = "no_tokens_here";

pub(crate) async fn mcp(texts: &Texts, config: Option<&Path>, arguments: McpArgs) -> Result<()> {
    let token = std::env::var(TOKEN).unwrap_or_default();
    if token.trim().is_empty() {
        return Err(Trouble::McpNoToken.into());
    }
    let server = match arguments.server {
        Some(server) => server,
        None => address(&Config::load(config, Overrides::default())?),
    };
    let way = Arc::new(Way::to(&server, token.trim(), texts.again())?);
    way.is_open().await?;
    pass_on(lines(), |line| {
        let way = Arc::clone(&way);
        async move {
            let answer = way.ask(line).await;
            answer.map_or(Ok(true), |answer| is_heard(&answer))
        }
    })
    .await
}

/// Answers lines until there are no more and all are answered, or an answer was not heard.
async fn pass_on<A>(mut lines: mpsc::Receiver<String>, answer: impl Fn(String) -> A) -> Result<()>
where
    A: Future<Output = Result<bool>> + Send + 'static,
{
    let mut asked = JoinSet::new();
    let mut is_over = false;
    while !is_over || !asked.is_empty() {
        tokio::select! {
            line = lines.recv(), if !is_over && asked.len() < AT_ONCE => match line {
                Some(line) => { asked.spawn(answer(line)); }
                // Whoever has said all may still wait for answers.
                None => is_over = true,
            },
            Some(is_heard) = asked.join_next(), if !asked.is_empty() => {
                if !is_heard?? {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Where the server of these settings is reached on its own machine.
fn address(config: &Config) -> String {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let mut address = config.http;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    format!("{scheme}://{address}")
}

/// The lines of standard input, read on a thread of their own: nothing else can wait for them.
fn lines() -> mpsc::Receiver<String> {
    let (read, lines) = mpsc::channel(16);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if !line.trim().is_empty() && read.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// The way to the server.
struct Way {
    server: String,
    uri: Uri,
    headers: HeaderMap,
    http: Http,
    /// In whose language the server is asked for its errors, and those of the way to it are told.
    texts: Texts,
}

impl Way {
    fn to(server: &str, token: &str, texts: Texts) -> Result<Self> {
        let server = server.trim_end_matches('/').to_owned();
        let uri: Option<Uri> = format!("{server}/mcp").parse().ok();
        let has_scheme = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https"));
        let uri = uri.filter(has_scheme).ok_or(Trouble::McpAddress { server: server.clone() })?;
        let mut bearer = HeaderValue::from_str(&format!("Bearer {token}"))
            .map_err(|_| Trouble::McpToken { server: server.clone() })?;
        bearer.set_sensitive(true);
        let accepted = HeaderValue::from_static("application/json, text/event-stream");
        let language = HeaderValue::from_static(texts.code());
        let headers = [(AUTHORIZATION, bearer), (ACCEPT, accepted), (ACCEPT_LANGUAGE, language)];
        let headers = HeaderMap::from_iter(headers);
        Ok(Self { server, uri, headers, http: Http::new()?, texts })
    }

    async fn post(&self, body: String) -> Result<HttpReply, Trouble> {
        let posted =
            self.http.post(self.uri.clone(), self.headers.clone(), body.into_bytes()).await;
        let server = || self.server.clone();
        posted.map_err(|source| Trouble::McpUnreachable { server: server(), source: source.into() })
    }

    /// Whether there is such a server, and the token is one of its.
    async fn is_open(&self) -> Result<()> {
        let ping = json!({ "jsonrpc": "2.0", "id": 0, "method": "ping" });
        let server = self.server.clone();
        let reply = self.post(ping.to_string()).await?;
        let problem = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
        Err(match reply.status {
            StatusCode::OK => return Ok(()),
            StatusCode::UNAUTHORIZED => Trouble::McpToken { server },
            _ if problem["code"] == NO_TOKENS_HERE => Trouble::McpDemo { server },
            StatusCode::FORBIDDEN => Trouble::McpScope { server },
            status => Trouble::McpNoServer { server, status: status.as_u16() },
        }
        .into())
    }

    /// The answer to a message, on one line; `None` if it needs none.
    async fn ask(&self, message: String) -> Option<String> {
        let id = serde_json::from_str::<Value>(&message).ok().map(|message| message["id"].clone());
        let failed = |why: String| {
            // What has no identifier is not answered; what cannot be read is, without one.
            let id = id.clone().unwrap_or_default();
            let error = json!({ "code": SERVER_ERROR, "message": why });
            json!({ "jsonrpc": "2.0", "id": id, "error": error }).to_string()
        };
        let is_told = id.as_ref().is_some_and(Value::is_null);
        let answer = match self.post(message).await {
            Ok(reply) if reply.status == StatusCode::ACCEPTED => return None,
            Ok(reply) => match serde_json::from_slice::<Value>(&reply.body) {
                Ok(answer) if answer["jsonrpc"] == "2.0" => answer.to_string(),
                // A problem of the API: too many requests, a token that was taken back.
                Ok(problem) if problem["title"].is_string() => failed(format!(
                    "{}: {}. {}",
                    reply.status.as_u16(),
                    problem["title"].as_str().unwrap_or_default(),
                    problem["detail"].as_str().unwrap_or_default()
                )),
                _ => {
                    let (server, status) = (self.server.clone(), reply.status.as_u16());
                    failed(of_mcp(&self.texts, &Trouble::McpNoServer { server, status }))
                }
            },
            Err(trouble) => failed(of_mcp(&self.texts, &trouble)),
        };
        if is_told { None } else { Some(answer) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Semaphore;

    use super::*;

    fn said(count: usize) -> mpsc::Receiver<String> {
        let (say, lines) = mpsc::channel(count);
        (0..count).for_each(|line| say.try_send(line.to_string()).unwrap());
        lines
    }

    #[tokio::test]
    async fn all_is_answered_and_only_some_at_once() {
        let (begun, let_go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let count = 2 * AT_ONCE + 5;
        let passed = pass_on(said(count), |_| {
            let (begun, let_go) = (Arc::clone(&begun), Arc::clone(&let_go));
            async move {
                begun.fetch_add(1, Ordering::SeqCst);
                let_go.acquire().await?.forget();
                Ok(true)
            }
        });
        let look = async {
            let mut most = 0;
            for _ in 0..1_000 {
                most = most.max(begun.load(Ordering::SeqCst));
                tokio::task::yield_now().await;
            }
            assert_eq!(most, AT_ONCE);
            let_go.add_permits(count);
        };
        let (passed, ()) = tokio::join!(passed, look);
        passed.unwrap();
        assert_eq!(begun.load(Ordering::SeqCst), count);
    }

    #[tokio::test]
    async fn it_ends_when_nobody_hears() {
        let (say, lines) = mpsc::channel(1);
        say.send("a".to_owned()).await.unwrap();
        // More could come, and is not waited for.
        pass_on(lines, |_| async { Ok(false) }).await.unwrap();
        drop(say);
    }
}
