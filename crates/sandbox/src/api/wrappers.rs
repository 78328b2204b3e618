//! What clients wrap around a method: layer, device, order, wishes.

use grammers_tl_types::{
    Cursor, Deserializable, Identifiable, deserialize, enums, functions as f, name_for_id,
};

use super::error::RpcError;
use crate::state::login::ClientInfo;

/// How many wrappers may lie around one method.
const MAX_WRAPPERS: usize = 8;

/// A method out of its wrappers.
pub(crate) struct Unwrapped<'a> {
    /// Its constructor.
    pub(crate) method: u32,
    /// Its parameters, still to be read.
    pub(super) body: Cursor<'a>,
    /// Whether the client has not declined to be told of updates.
    wants_updates: bool,
    /// What the client says of itself, if it does.
    pub(super) client: Option<ClientInfo>,
    request: &'a [u8],
}

impl<'a> Unwrapped<'a> {
    /// The method's TL name.
    pub(crate) fn name(&self) -> &'static str {
        name_for_id(self.method)
    }

    /// Whether a call shows that its connection is one to talk on, whose session
    /// is told of updates. Those which only carry files are not, and clients
    /// open them beside it under the same key: so neither the methods of files
    /// tell, nor what precedes them.
    pub(crate) fn is_talk(&self) -> bool {
        let name = self.name();
        let is_preface = matches!(
            name,
            "help.getConfig" | "auth.exportAuthorization" | "auth.importAuthorization"
        );
        self.wants_updates && !is_preface && !name.starts_with("upload.")
    }

    /// The method's parameters.
    pub(crate) fn parameters(&self) -> &'a [u8] {
        &self.request[self.body.pos()..]
    }
}

/// Takes a method out of its wrappers.
pub(crate) fn unwrap(request: &[u8]) -> Result<Unwrapped<'_>, RpcError> {
    let mut body = Cursor::from_slice(request);
    let mut wants_updates = true;
    let mut client = None;
    for _ in 0..=MAX_WRAPPERS {
        let method = u32::deserialize(&mut body).map_err(|_| RpcError::MALFORMED)?;
        match skip_wrapper(method, &mut body).map_err(|_| RpcError::MALFORMED)? {
            Wrapper::None => {
                return Ok(Unwrapped { method, body, wants_updates, client, request });
            }
            Wrapper::Introduction(info) => client = Some(info),
            Wrapper::WithoutUpdates => wants_updates = false,
            Wrapper::Other => {}
        }
    }
    Err(RpcError::MALFORMED)
}

enum Wrapper {
    None,
    WithoutUpdates,
    Introduction(ClientInfo),
    Other,
}

/// Reads a wrapper's parameters, up to the wrapped method.
fn skip_wrapper(constructor: u32, body: &mut Cursor<'_>) -> deserialize::Result<Wrapper> {
    match constructor {
        f::InvokeWithLayer::<()>::CONSTRUCTOR_ID => {
            i32::deserialize(body)?;
        }
        f::InitConnection::<()>::CONSTRUCTOR_ID => {
            let flags = u32::deserialize(body)?;
            let api_id = i32::deserialize(body)?;
            let device = Vec::<u8>::deserialize(body)?;
            let system = Vec::<u8>::deserialize(body)?;
            let app = Vec::<u8>::deserialize(body)?;
            // The system's language, its pack, the client's language.
            for _ in 0..3 {
                Vec::<u8>::deserialize(body)?;
            }
            if flags & 1 != 0 {
                enums::InputClientProxy::deserialize(body)?;
            }
            if flags & 2 != 0 {
                enums::Jsonvalue::deserialize(body)?;
            }
            let info = ClientInfo::new(api_id, [&device, &system, &app]);
            return Ok(Wrapper::Introduction(info));
        }
        f::InvokeWithoutUpdates::<()>::CONSTRUCTOR_ID => return Ok(Wrapper::WithoutUpdates),
        // Requests are answered in the order in which they come, so one that
        // must come after another does.
        f::InvokeAfterMsg::<()>::CONSTRUCTOR_ID => {
            i64::deserialize(body)?;
        }
        f::InvokeAfterMsgs::<()>::CONSTRUCTOR_ID => {
            Vec::<i64>::deserialize(body)?;
        }
        _ => return Ok(Wrapper::None),
    }
    Ok(Wrapper::Other)
}
