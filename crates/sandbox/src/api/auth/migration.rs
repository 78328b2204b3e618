//! From one data centre to another.

use grammers_tl_types::{enums, functions::auth, types};

use super::super::error::RpcError;
use super::super::{Call, Method};
use crate::entropy;
use crate::state::Event;

impl Method for auth::ExportAuthorization {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::ExportedAuthorization, RpcError> {
        let account = call.user()?;
        let token = entropy::bytes::<64>().to_vec();
        let exported = Event::AuthorizationExported { account, token: token.clone() };
        call.server.write().commit([exported], None)?;
        Ok(types::auth::ExportedAuthorization { id: account, bytes: token }.into())
    }
}

impl Method for auth::ImportAuthorization {
    fn answer(self, call: &Call<'_>) -> Result<enums::auth::Authorization, RpcError> {
        {
            let mut writing = call.server.write();
            let events = writing
                .state()
                .import_authorization(call.key(), self.id, &self.bytes)
                .ok_or(RpcError::bad_request("AUTH_BYTES_INVALID"))?;
            writing.commit(events, None)?;
        }
        call.authorization(self.id)
    }
}

impl Method for auth::BindTempAuthKey {
    fn answer(self, _: &Call<'_>) -> Result<bool, RpcError> {
        // A temporary key can log in by itself here; binding one to another
        // key, for perfect forward secrecy, is not offered.
        Err(RpcError::bad_request("TEMP_AUTH_KEYS_NOT_SUPPORTED"))
    }
}
