//! Settings: how does the client get what an address says, as it is?
//!
//! The client's own reading of a connection string takes no `,`, `/` or `@` in a password, escaped
//! or not. Its settings can be deserialized as well, and so they are made.

use super::parameters::Parameters;
use super::{BadAddress, Host, Login};
use crate::eventstoredb::names::ClientSettings;
use serde::Deserialize;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use std::path::Path;
use std::time::Duration;

/// A value as the settings' own `Deserialize` wants to be given it: whole numbers are signed.
enum Given {
    Bool(bool),
    Whole(i64),
    Text(String),
    Rows(Vec<Given>),
    Fields(Vec<(&'static str, Given)>),
}

pub(super) fn make(
    discover: bool,
    hosts: &[Host],
    login: Option<&Login>,
    parameters: &Parameters,
) -> Result<ClientSettings, BadAddress> {
    let hosts = hosts.iter().map(|it| {
        let port = Given::Whole(i64::from(it.port));
        Given::Fields(vec![("host", Given::Text(it.name.clone())), ("port", port)])
    });
    let mut fields = vec![
        ("dns_discover", Given::Bool(discover)),
        ("hosts", Given::Rows(hosts.collect())),
        ("max_discover_attempts", Given::Whole(i64::from(parameters.discover_attempts))),
        ("discovery_interval", millis(parameters.discovery_interval)?),
        ("gossip_timeout", millis(parameters.gossip_timeout)?),
        ("secure", Given::Bool(parameters.tls)),
        ("tls_verify_cert", Given::Bool(parameters.verify)),
        ("keep_alive_interval", millis(parameters.keep_alive_interval)?),
        ("keep_alive_timeout", millis(parameters.keep_alive_timeout)?),
        ("default_deadline", millis(parameters.deadline)?),
    ];
    if let Some(name) = &parameters.connection_name {
        fields.push(("connection_name", Given::Text(name.clone())));
    }
    if let Some(file) = &parameters.ca_file {
        fields.push(("tls_ca_file", text(file)?));
    }
    if let Some(files) = &parameters.user_files {
        fields.push(("user_cert_file", text(&files.certificate)?));
        fields.push(("user_key_file", text(&files.key)?));
    }
    if let Some(login) = login {
        let user = ("login", Given::Text(login.user.clone()));
        let password = ("password", Given::Text(login.password.to_string()));
        fields.push(("default_user_name", Given::Fields(vec![user, password])));
    }
    ClientSettings::deserialize(Given::Fields(fields)).map_err(|_| BadAddress::Client)
}

fn millis(duration: Duration) -> Result<Given, BadAddress> {
    i64::try_from(duration.as_millis()).map(Given::Whole).map_err(|_| BadAddress::Client)
}

fn text(file: &Path) -> Result<Given, BadAddress> {
    file.to_str().map(|it| Given::Text(it.to_owned())).ok_or(BadAddress::Client)
}

impl<'de> Deserializer<'de> for Given {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Bool(it) => visitor.visit_bool(it),
            Self::Whole(it) => visitor.visit_i64(it),
            Self::Text(it) => visitor.visit_string(it),
            Self::Rows(it) => visitor.visit_seq(SeqDeserializer::new(it.into_iter())),
            Self::Fields(it) => visitor.visit_map(MapDeserializer::new(it.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Given {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
