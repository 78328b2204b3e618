//! Whose models may be asked at any address, and who may have the server run programs. What a model answers is
//! shown to whoever chose it, so on a server of several people one of them could look around in the server's
//! network by it; a program does all that the server may.

use access::Access;
use domain::OwnerId;
use engine::ModelReach;

/// Which addresses somebody may choose: any where nobody signs in, where they look after the server, or
/// where the settings allow it to all.
pub(crate) async fn of(
    access: Option<&Access>,
    owner: OwnerId,
    is_allowed: bool,
) -> Result<ModelReach, access::Error> {
    let may = is_allowed || looks_after(access, owner).await?;
    Ok(if may { ModelReach::Anywhere } else { ModelReach::Providers })
}

/// Whether somebody looks after the server: an administrator, and the owner where nobody signs in. It is theirs
/// alone to have it run a program or read a file, whatever the settings allow to others.
pub(crate) async fn looks_after(
    access: Option<&Access>,
    owner: OwnerId,
) -> Result<bool, access::Error> {
    let Some(access) = access else { return Ok(true) };
    Ok(access.is_open().await? || access.looks_after(owner).await?)
}
