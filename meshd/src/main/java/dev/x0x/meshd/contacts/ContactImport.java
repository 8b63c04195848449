// SPDX-License-Identifier: Apache-2.0
package dev.x0x.meshd.contacts;

/**
 * What the import of a card made of its owner.
 *
 * @param trustChangeIgnored whether the contact has another level than was asked for
 */
public record ContactImport(Contact contact, boolean trustChangeIgnored) {}
