//! Being online.

use grammers_tl_types::functions::account;

use super::super::error::RpcError;
use super::super::{Call, Method, announce};

impl Method for account::UpdateStatus {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        let cause = Some(call.session.key());
        announce::presence(call.server, call.user()?, !self.offline, cause);
        Ok(true)
    }
}
