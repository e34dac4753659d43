//! Wraps the response and error types of progenitor, which stay private to the crate, in those of the client.

use syn::{File, Ident, ImplItem, ReturnType, Type, Visibility, parse_quote, parse_str};

use super::syntax::{argument, crate_visibility, function, last_segment, missing, module, own_impls};
use crate::error::DeriveError;

/// Removes `Client::new`, whose timeout of 15 s for each request is too short for a model. Makes `new_with_client`, which has a
/// parameter of a type of reqwest, private to the crate; the hand-written builder calls it.
pub(super) fn hide_constructors(file: &mut File) -> Result<(), DeriveError> {
    let mut hidden = false;
    for (_, block) in own_impls(&mut file.items).filter(|(name, _)| name == "Client") {
        block.items.retain(|item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"));
        if let Some(constructor) = function(block, "new_with_client") {
            constructor.vis = crate_visibility();
            hidden = true;
        }
    }
    hidden.then_some(()).ok_or_else(|| missing("Client::new_with_client"))
}

/// Renames the method `send` of each operation to `execute` and makes it private to the crate. Adds a method `send` with the
/// types of the client. For a stream, the added method is `open_stream` and private to the crate, because the hand-written part
/// of the client makes events of the bytes.
pub(super) fn wrap_operations(file: &mut File) -> Result<(), DeriveError> {
    let mut operations = 0;
    for (operation, block) in own_impls(module(file, &["builder"])?) {
        let Some(execute) = function(block, "send") else {
            return Err(missing(&format!("builder::{operation}::send")));
        };
        let response =
            response(&execute.sig.output).ok_or_else(|| missing(&format!("the response of {operation}::send")))?;
        let documentation = execute.attrs.clone();
        execute.sig.ident = parse_quote!(execute);
        execute.vis = crate_visibility();
        let is_stream = last_segment(&response).as_deref() == Some("ByteStream");
        let (visibility, name): (Visibility, Ident) = if is_stream {
            (crate_visibility(), parse_quote!(open_stream))
        } else {
            (parse_quote!(pub), parse_quote!(send))
        };
        // Not `Self`: its lifetime is that of the client of the caller.
        let operation: Ident = parse_str(&operation)?;
        block.items.push(parse_quote! {
            #(#documentation)*
            #visibility async fn #name(self) -> Result<crate::Response<#response>, crate::Error> {
                let call = crate::call::Call::begin(self.client);
                let result = #operation { client: call.client(), ..self }.execute().await;
                call.finish(result)
            }
        });
        operations += 1;
    }
    if operations == 0 { Err(missing("the operations")) } else { Ok(()) }
}

/// The type `T` of `Result<ResponseValue<T>, …>`.
fn response(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, result) = output else { return None };
    argument(argument(result, "Result")?, "ResponseValue").cloned()
}
