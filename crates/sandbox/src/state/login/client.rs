//! What a client program says of itself when it connects.

use serde::{Deserialize, Serialize};

/// How many characters of each text are kept.
const LONGEST: usize = 128;

/// The parameters of `initConnection` that people see in the list of their
/// sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClientInfo {
    pub(crate) api_id: i32,
    pub(crate) device_model: String,
    pub(crate) system_version: String,
    pub(crate) app_version: String,
}

impl ClientInfo {
    /// What was said, as far as it is kept.
    pub(crate) fn new(api_id: i32, [device, system, app]: [&[u8]; 3]) -> ClientInfo {
        let kept = |text: &[u8]| String::from_utf8_lossy(text).chars().take(LONGEST).collect();
        ClientInfo {
            api_id,
            device_model: kept(device),
            system_version: kept(system),
            app_version: kept(app),
        }
    }
}
