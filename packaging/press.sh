#!/bin/sh
# Stands in for the works of the demo's A4 printer: the first page of a job is out after three
# seconds, as of a good laser printer.
sleep 3
