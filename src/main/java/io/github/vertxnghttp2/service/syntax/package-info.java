/**
 * The syntax of hosts, paths and origins in options. This package parses and checks them. The packages {@code routing}
 * and {@code client} compare them with requests. Imports no other package of this project.
 */
package io.github.vertxnghttp2.service.syntax;
