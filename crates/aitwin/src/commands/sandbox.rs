//! `aitwin sandbox`: a Telegram to test against.

use anyhow::Result;
use sandbox::Sandbox;

use super::say;
use crate::cli::SandboxArgs;
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring;

pub(crate) async fn sandbox(texts: &Texts, arguments: SandboxArgs) -> Result<()> {
    let SandboxArgs { listen, control, data } = arguments;
    wiring::make_folder(&data)?;
    let key_file = data.join("public.pem");
    let sandbox = Sandbox::start(sandbox::Config::new(listen, control, data))
        .await
        .map_err(|source| Trouble::Sandbox { flags: "--listen, --control", source })?;
    say(&text!(
        texts,
        "sandbox-open",
        address = sandbox.address().to_string(),
        control = sandbox.control_address().to_string(),
        key = key_file.display().to_string()
    ))?;
    wiring::told_to_stop().await;
    sandbox.stop().await;
    Ok(())
}
