// SPDX-License-Identifier: Apache-2.0
/**
 * The local HTTP door: token, routes, JSON. It declares, as doors, what it needs of the daemon; the
 * daemon wires them. It never decides who may do what, and never holds a machine: a handler asks a
 * door and waits. Only this package imports the HTTP server.
 */
package dev.x0x.meshd.rest;
