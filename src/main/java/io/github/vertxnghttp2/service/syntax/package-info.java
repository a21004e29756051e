/**
 * How options write hosts, paths and origins: parsed and checked here, compared with requests in {@code routing} and
 * {@code client}. Imports no other package of this project.
 */
package io.github.vertxnghttp2.service.syntax;
