//! Whose models may be asked at any address. What a model answers is shown to whoever chose it, so on a
//! server of several people one of them could look around in the server's network by it.

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
    let Some(access) = access else { return Ok(ModelReach::Anywhere) };
    let may = is_allowed || access.is_open().await? || access.looks_after(owner).await?;
    Ok(if may { ModelReach::Anywhere } else { ModelReach::Providers })
}
