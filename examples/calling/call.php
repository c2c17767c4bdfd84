#!/usr/bin/env php
<?php
// Starts a program, asks for its status, reloads and stops it. Needs no extensions. Usage: call.php HOST PORT NAME

[, $host, $port, $name] = $argv;

function call(string $url, string $method, string $text): string
{
    $value = htmlspecialchars($text, ENT_XML1);
    $answer = file_get_contents($url, false, stream_context_create(['http' => [
        'method' => 'POST',
        'header' => 'Content-Type: text/xml',
        'timeout' => 3600, // a start may take as long as the program takes to come up
        'content' => "<?xml version=\"1.0\"?><methodCall><methodName>$method</methodName>"
            . "<params><param><value><string>$value</string></value></param></params></methodCall>",
    ]]));
    // The answers to these methods are single words, so no XML parser is needed to find them.
    $pattern = '~<methodResponse>\s*<params>\s*<param>\s*<value>\s*(?:<string>)?([^<]*)<~';
    if ($answer === false || !preg_match($pattern, $answer, $found)) {
        fwrite(STDERR, "$method: " . trim(strip_tags((string) $answer)) . "\n");
        exit(1);
    }
    return $found[1];
}

foreach (['start', 'stat', 'reload', 'stop'] as $verb) {
    echo "$verb: ", call("http://$host:$port/RPC2", "{$verb}_process", $name), "\n";
}
